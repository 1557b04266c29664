"""Labels and copied runs: what a sentence rests on, and what it took word for word."""

from colloquist.nodes.copying import copied_runs
from colloquist.nodes.labels import cited, label, labelled
from colloquist.state.snippet import Snippet
from colloquist.state.verdict import SentenceLabel

ONE = Snippet(
    text="The first sentence is about a valve. The second sentence is about the spring that closes it again."
)
TWO = Snippet(text="Another source speaks.")


def test_cites_become_snippet_ids_and_what_names_no_sentence_is_left_out():
    assert cited(["1.2", "[2.1]", "1.2", "1.3", "3.1", "x"], [ONE, TWO]) == [f"{ONE.id}#2", f"{TWO.id}#1"]


def test_support_without_a_real_sentence_counts_as_extension():
    assert label("So it is.", "derived", ["9.9"], [ONE])["kind"] == "extension"
    assert label("So it is.", "derived", ["1.1"], [ONE])["kind"] == "derived"
    assert label("I do not know.", "refusal", [], [ONE])["kind"] == "refusal"


def test_every_sentence_of_the_text_gets_its_own_label_in_order():
    given = [SentenceLabel(sentence=n, kind="discourse", cites=[]) for n in (2, 1)]
    assert [item["sentence"] for item in labelled("One. Two.", given, [ONE], "en")] == ["One.", "Two."]


def test_a_long_run_of_a_source_is_found_and_a_short_one_is_not():
    text = "See: the second sentence is about THE SPRING that closes it again, a first sentence is about a valve."
    assert copied_runs(text, [ONE]) == ['"the second sentence is about THE SPRING that closes it again"']
