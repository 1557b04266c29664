import pytest

from colloquist.documents import Unreadable, read

NASTY = (
    'Braces {x} {{ y }} {% z %}, `ticks`, JSON {"a": [1, 2]}, LaTeX $\\frac{a}{b}$ and \\(x_1\\) stay as they are.'
)


def test_text_goes_through_unharmed(only):
    assert only("a.txt", NASTY).text == NASTY
    assert only("a.md", NASTY).text == NASTY


def test_the_first_line_of_a_text_file_that_stands_alone_is_its_title(only, prose):
    snippet = only("a.txt", f"THE KETTLE\n\n{prose(4)}\n")
    assert (snippet.title, snippet.text, snippet.place.line) == ("THE KETTLE", prose(4), 3)


def test_a_text_file_without_a_title_is_called_after_its_name(only, prose):
    assert only("old-kettle.txt", prose(4)).title == "old-kettle"


def test_short_lines_alone_above_a_paragraph_are_sections(write, prose):
    text = f"Kettles\n\n{prose(12)}\n\nHow they boil\n\n{prose(12, 'pot')}\n"
    first, second = read(write("a.txt", text), words=100)
    assert (first.place.section, second.place.section) == ((), ("How they boil",))
    assert "How they boil" not in first.text + second.text


def test_text_that_was_never_wrapped_has_a_paragraph_per_line(write, prose):
    lines = [prose(14, about) for about in ("kettle", "pot", "pan")]
    assert [s.text for s in read(write("a.txt", "\n".join(lines)), words=140)] == lines


def test_indented_text_is_not_code_in_a_text_file(write, prose):
    text = "\n\n".join(f"    {paragraph}" for paragraph in [prose(12), prose(12, "pot")])
    first, second = read(write("a.txt", text), words=120)
    assert (first.text, second.text) == (prose(12), prose(12, "pot"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_are_read(only, prose, encoding):
    assert only("a.txt", (prose(3) + " Ça suffit.").encode(encoding)).text == prose(3) + " Ça suffit."


def test_other_encodings_are_not_guessed(only):
    fault = only("a.md", "The café is closed.".encode("latin-1"))
    assert fault.reason == "not UTF-8 (byte 0xe9 at position 7): save it as UTF-8"


def test_a_binary_file_with_a_text_name_is_reported(only):
    assert "null bytes" in only("a.txt", b"MZ\x00\x00\x01 text").reason


@pytest.mark.parametrize(
    "text", ["Too short.", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15", "* * *", "# Only a heading"]
)
def test_text_that_says_too_little_is_reported(only, text):
    assert only("a.md", text).reason == "fewer than 12 words of text"


def test_front_matter_describes_the_document_and_is_no_text(only, prose):
    head = "---\ntitle: Kettles\nlicense: CC-BY-4.0\ntags: [water, heat]\nlang: en-GB\n---\n"
    snippet = only("a.md", f"{head}\n# Kettles\n\n{prose(3)}")
    assert (snippet.title, snippet.licence, snippet.tags, snippet.language) == (
        "Kettles",
        "CC-BY-4.0",
        ("water", "heat"),
        "en",
    )
    assert (snippet.text, snippet.place.section, snippet.place.line) == (prose(3), (), 10)


def test_front_matter_that_is_not_yaml_is_left_out_all_the_same(only, prose):
    assert only("a.md", f"---\ntitle: Kettles: a study\n---\n\n{prose(3)}").text == prose(3)


def test_two_rules_around_prose_are_not_front_matter(only, prose):
    assert only("a.md", f"---\n\n{prose(3)}\n\n---\n").text == prose(3)


def test_headings_of_both_kinds_are_sections_and_lose_their_markup(write, prose):
    text = f"# The *old* [kettle](http://x.y)\n\n{prose(9)}\n\nBoiling `it` {{#b}}\n-----\n\n{prose(9, 'pot')}\n"
    first, second = read(write("a.md", text), words=90)
    assert first.title == "The old kettle"
    assert second.place.section == ("Boiling it",)


def test_a_paragraph_with_a_rule_right_below_it_stays_a_paragraph(only, prose):
    assert only("a.md", f"{prose(4)}\n---\n\nMore of the same.").text == f"{prose(4)}\n\nMore of the same."


def test_code_and_tables_stay_whole_and_their_lines_are_no_headings(only, prose):
    code = "```python\n# not a heading\nx = {'a': 1}\n\ny = 2\n```"
    table = "| a | b |\n|---|---|\n| 1. | 2 |"
    text = f"{prose(3)}\n\n{code}\n\n{table}"
    snippet = only("a.md", text)
    assert (snippet.text, snippet.place.section) == (text, ())


def test_badges_and_comments_of_a_readme_are_no_text(only, prose):
    badges = "[![build](https://ci/x.svg)](https://ci) ![c](d.png)"
    assert only("README.md", f"{badges}\n\n<!-- note -->\n\n{prose(3)}").text == prose(3)


def test_windows_line_ends_make_no_difference(write, prose):
    text = f"# Kettles\n\n{prose(4)}\n\n- one\n- two\n"
    (unix,) = read(write("a.md", text))
    (windows,) = read(write("a.md", text.replace("\n", "\r\n")))
    assert windows == unix


def test_a_passage_without_the_end_of_a_sentence_is_left_out_with_its_line(write, prose):
    text = f"{prose(3)}\n\n{'and so on ' * 1000}\n\n{prose(3, 'pot')}\n"
    fault, snippet = read(write("talk.txt", text))
    assert isinstance(fault, Unreadable)
    assert str(fault) == "talk.txt:3: 3000 words without the end of a sentence: left out"
    assert snippet.text == f"{prose(3)}\n\n{prose(3, 'pot')}"
