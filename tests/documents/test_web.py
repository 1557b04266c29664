PAGE = """<!doctype html><html lang="de-AT"><head><title>Kettles - My Site</title></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<article><h1>Kettles</h1>
<p>A kettle boils water &lt;fast&gt; and uses {braces}, <b>bold</b> words, <code>x_1</code> and $a_1*b$,
because a wrapped line of markup is still one line of text to the reader of a page.</p>
<h2>Limits</h2>
<p>It takes 10<sup>6</sup> joules, H<sub>2</sub>O and patience<sup>[3]</sup>, as every cook in the land
knows well.</p>
<ol><li>Fill it.</li><li>Heat it:<ul><li>slowly</li></ul></li></ol>
<pre><code>def boil(x):
    # no heading
    return x * 2
</code></pre>
<table><tr><th>Water</th><th>Minutes</th></tr><tr><td>1 litre</td><td>3</td></tr></table>
</article>
<footer><p>Copyright My Site. All rights reserved. Terms and conditions apply.</p></footer></body></html>"""


def test_a_page_gives_its_article_and_not_its_navigation(only):
    snippet = only("a.html", PAGE)
    assert (snippet.title, snippet.place.section, snippet.language) == ("Kettles", ("Limits",), "de")
    assert not {"Home", "Shop", "rights"} & set(snippet.text.replace(".", " ").split())


def test_characters_that_mean_something_elsewhere_come_through(only):
    text = only("a.html", PAGE).text
    assert "water <fast> and uses {braces}, bold words, `x_1` and $a_1*b$, because a wrapped line" in text


def test_figures_above_and_below_the_line_stay_there(only):
    assert "It takes 10⁶ joules, H₂O and patience, as" in only("a.htm", PAGE).text


def test_lists_code_and_tables_keep_their_shape(only):
    text = only("a.html", PAGE).text
    assert "1. Fill it.\n2. Heat it:\n  - slowly\n\n```\ndef boil(x):\n    # no heading" in text
    assert text.endswith("| Water | Minutes |\n| --- | --- |\n| 1 litre | 3 |")


def test_a_fragment_of_a_page_is_read_too(only, prose):
    assert only("a.html", f"<p>{prose(4)}</p>").text == prose(4)


def test_a_page_without_text_is_reported(only):
    assert only("a.html", "<html><body><nav><a href='/'>x</a></nav></body></html>").reason
    assert only("b.html", b"\x00\x01\x02").reason == "no main text was found in the page"
    assert only("c.html", b"").reason == "no main text was found in the page"
