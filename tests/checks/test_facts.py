"""Numbers, units, dates and names: what no source and nobody has said is found, what is said otherwise is not."""

import pytest

from colloquist.nodes.checks import check_path
from colloquist.state.snippet import Snippet


@pytest.mark.parametrize(
    ("said", "cites", "kind"),
    [
        ("Its span is 130 m.", [2], "number"),
        ("Its span of a hundred and thirty metres is long.", [2], "number"),
        ("The bridge rests on three piers.", [2], "number"),
        ("Some 1.700 carts crossed it.", [3], "number"),
        ("The town paid a quarter of it.", [5], "number"),
        ("Each pier is 8.5 ft wide.", [2], "unit"),
        ("About 1,400 carts crossed it every month.", [3], "unit"),
        ("It was opened on 5 May 1898.", [1], "date"),
        ("It dates from the twentieth century.", [1], "date"),
        ("It opened on 4 June 1898.", [1], "date"),
        ("Carts crossed it in 1912.", [3], "date"),
        ("It was opened by the engineer Clara Perrig.", [1], "name"),
        ("Favre opened it.", [1], "name"),
        ("The SBB owned it.", [1], "name"),
    ],
)
def test_what_nothing_holds_is_found(kinds, said, cites, kind):
    assert kinds("Tell me more.", [(said, "grounded", cites)]) == [kind]


@pytest.mark.parametrize(
    ("said", "kind", "cites"),
    [
        ("Its span is 0.12 km, or 120 metres.", "grounded", [2]),
        ("The span of one hundred and twenty metres rests on 2 piers.", "grounded", [2]),
        ("On May 4th, 1898 it was opened.", "grounded", [1]),
        ("In the 1890s Perren's bridge was opened.", "grounded", [1]),
        ("Some 1400 carts came every week.", "grounded", [3]),
        ("The town paid 33 % of the 96,000 francs.", "grounded", [5]),
        ("A third of 96,000 is 32,000 francs.", "derived", [5]),
        ("The piers take 17 m of the 120 m, which is 14 percent.", "derived", [2]),
        ("It was thirteen years old by then.", "derived", [1, 3]),
        ("Two things follow from that, and the second is a fine one.", "grounded", [4]),
        ("Say a flood stood 3 m higher for 40 hours at Basel.", "hypothetical", []),
        ("What the flood of 1934 did at Sion is not known.", "refusal", []),
    ],
)
def test_what_is_held_or_follows_is_left_alone(kinds, said, kind, cites):
    assert kinds("Tell me more.", [(said, kind, cites)]) == []


def test_what_the_user_brought_may_be_used(kinds):
    asked = "My neighbour Hedwig says it carried 77 lorries in 1963."
    assert kinds(asked, [("If Hedwig counted 77 in 1963, she had a good seat.", "derived", [3])]) == []
    assert kinds("Really?", [("If Hedwig counted 77 in 1963, so be it.", "derived", [3])]) == ["date", "name"]


def test_a_number_of_another_sentence_is_a_signal_that_the_citation_is_wrong(kinds):
    answer = [("Its span of 120 m was opened by Anna Perren.", "grounded", [1])]
    assert kinds("And?", answer) == []
    assert "miscited" not in kinds("And?", answer, signals=True)  # 120 m was said in the opening answer
    assert "miscited" in kinds("And?", [("It cost 96,000 francs.", "grounded", [1])], signals=True)


def test_a_derived_number_in_a_supposition_is_a_signal_only(kinds):
    answer = [("Suppose the rock gave way by 7.31 mm a year.", "derived", [4])]
    assert kinds("And?", answer) == []
    assert kinds("And?", answer, signals=True) == ["number"]


def test_a_column_gives_its_unit_to_the_numbers_below():
    table = "The dough rises at every warmth, but not at once.\n\n| Warmth | Hours |\n|---|---|\n| cool | 14 |\n"
    snippet = Snippet(text=table)
    row = next(n for n, sentence in enumerate(snippet.sentences, start=1) if "14" in sentence)

    def found(text):
        label = {"sentence": text, "kind": "grounded", "cites": [f"{snippet.id}#{row}"]}
        turn = {"id": "t2", "role": "assistant", "text": text, "made_by": "model", "labels": [label]}
        return [
            one["kind"]
            for one in check_path([{**turn, "role": "user", "text": "How long?", "labels": []}, turn], [snippet])
        ]

    assert "unit" not in found("It takes 14 hours in the cool.")
    assert "unit" in found("It takes 14 days in the cool.")


def test_an_unlabelled_turn_gives_signals_only(path):
    turns = path("And?", [("It fell in 1977.", "grounded", [1])])
    turns[-1]["labels"] = []
    findings = check_path(turns, [Snippet(text="The bridge at Brigue has a span of 120 m and stands on rock.")])
    assert [(one["kind"], one["severity"]) for one in findings if one["turn_id"] == "t4"] == [("date", "signal")]
