import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.documents import Unreadable
from colloquist.documents.document import Document, Origin
from colloquist.documents.markup import markdown_blocks, plain_blocks
from colloquist.documents.measure import FEWEST_WORDS, count_words
from colloquist.documents.splitting import split


def snippets(text, words=100, blocks=markdown_blocks):
    origin = Origin(source="a.md", stem="a")
    return list(split(Document(text, tuple(blocks(text)), origin, line=1, counts_lines=True), words))


def test_a_document_of_the_asked_size_is_one_snippet(prose):
    (snippet,) = snippets(prose(10))
    assert snippet.text == prose(10)


def test_pieces_are_of_about_the_asked_size_and_none_is_thin(prose):
    sizes = [count_words(s.text) for s in snippets(prose(53))]
    assert len(sizes) == 5
    assert all(80 <= size <= 130 for size in sizes)


def test_a_cut_falls_between_paragraphs_where_it_can(prose):
    paragraphs = [prose(9, "kettle"), prose(11, "pot"), prose(8, "pan")]
    assert [s.text for s in snippets("\n\n".join(paragraphs))] == paragraphs


def test_what_announces_a_list_stays_with_it(prose):
    steps = "\n".join(f"- Step {n} of the long way to boil some water." for n in range(8))
    text = f"{prose(10)}\n\nBoiling goes in steps:\n\n{steps}"
    assert snippets(text)[1].text.startswith("Boiling goes in steps:\n\n- Step 0")


def test_sections_are_kept_apart_when_each_is_worth_it(prose):
    text = f"# T\n\n## A\n\n{prose(6)}\n\n## B\n\n{prose(6, 'pot')}\n"
    assert [s.place.section for s in snippets(text)] == [("A",), ("B",)]


def test_a_thin_section_joins_the_next_one_of_its_parent(prose):
    text = f"# T\n\n## A\n\n{prose(2)}\n\n## B\n\n{prose(8, 'pot')}\n\n## C\n\n{prose(9, 'pan')}\n"
    first, second = snippets(text)
    assert (first.place.section, second.place.section) == (("A; B",), ("C",))
    assert first.text == f"{prose(2)}\n\n{prose(8, 'pot')}"
    assert first.heading == "T / A; B"


def test_a_thin_introduction_joins_the_first_section_below_it(prose):
    text = f"# T\n\n{prose(2)}\n\n## A\n\n{prose(8, 'pot')}\n"
    (snippet,) = snippets(text)
    assert snippet.place.section == ("A",)


def test_a_thin_last_section_joins_the_one_before(prose):
    text = f"# T\n\n## A\n\n{prose(9)}\n\n## B\n\n{prose(2, 'pot')}\n"
    (snippet,) = snippets(text)
    assert snippet.place.section == ("A; B",)


def test_a_thin_subsection_stays_in_its_chapter(prose):
    text = f"## A\n\n### A1\n\n{prose(6)}\n\n### A2\n\n{prose(2, 'pot')}\n\n## B\n\n### B1\n\n{prose(8, 'pan')}\n"
    assert [s.place.section for s in snippets(text)] == [("A", "A1; A2"), ("B", "B1")]


def test_a_large_table_is_cut_between_rows_and_keeps_its_head():
    rows = [f"| item {n} | a note of some words on it |" for n in range(60)]
    text = "\n".join(["| name | note |", "|---|---|", *rows])
    found = snippets(text)
    assert len(found) > 3
    assert all(s.text.startswith("| name | note |\n|---|---|\n| item") for s in found)
    assert [line for s in found for line in s.text.split("\n")[2:]] == rows


def test_a_snippet_knows_its_first_line(prose):
    text = f"# T\n\n{prose(10)}\n\n## A\n\n\n{prose(10, 'pot')}\n"
    assert [s.place.line for s in snippets(text)] == [3, 8]


def test_chinese_is_measured_in_characters_and_cut_between_sentences():
    sentence = "这是一个关于水的句子，它说明了水的性质。"
    found = snippets(sentence * 40, blocks=plain_blocks)
    assert [len(s.sentences) for s in found] == [10, 10, 10, 10]


def test_thai_without_full_stops_is_cut_at_its_spaces():
    found = snippets("น้ำเป็นสารเคมีที่ประกอบด้วยไฮโดรเจนและออกซิเจน " * 60, blocks=plain_blocks)
    assert max(count_words(s.text) for s in found) <= 130


def test_half_a_character_is_reported():
    (fault,) = snippets("Half a character \ud800 in a text that is long enough to be read by anyone.")
    assert fault.reason == "it holds half a character"


SENTENCE = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(
        st.sampled_from(["kettle", "water", "boils", "steam", "{x}", "`code`", "$a_1$", "12"]),
        min_size=2,
        max_size=25,
    ),
    st.sampled_from([".", "!", "?"]),
)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=8)
BLOCK = st.one_of(PARAGRAPH, st.sampled_from([["# Top"], ["## Under"], ["### Deep"]]))


@given(st.lists(BLOCK, min_size=1, max_size=12), st.integers(30, 150))
def test_every_sentence_appears_once_and_in_order(blocks, words):
    text = "\n\n".join(" ".join(block) for block in blocks)
    written = [s for block in blocks if not block[0].startswith("#") for s in block]
    found = snippets(text, words)
    if isinstance(found[0], Unreadable):
        assert count_words(" ".join(written)) < FEWEST_WORDS + len(written) * 10
        return
    assert " ".join(s.text for s in found).split() == " ".join(written).split()
    longest = max(count_words(sentence) for sentence in written)
    assert all(count_words(s.text) <= max(1.3 * words, longest) + 2 * FEWEST_WORDS for s in found)
    assert [s.place.index for s in found] == list(range(len(found)))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=600), st.sampled_from([markdown_blocks, plain_blocks]))
def test_no_text_whatever_raises(text, blocks):
    assert snippets(text, 30, blocks)


@settings(deadline=None)
@given(st.text(alphabet="#-*_=`~|>:. \n\tax1\u05d0\u4e2d\u0e01\u200f\x0b\x85\u2028", max_size=300))
@pytest.mark.parametrize("blocks", [markdown_blocks, plain_blocks])
def test_no_markup_whatever_raises_and_snippets_are_slices(blocks, text):
    for item in snippets(text, 30, blocks):
        if not isinstance(item, Unreadable):
            assert "".join(item.text.split()) in "".join(text.split()) or item.place.section or "\n\n" in item.text
