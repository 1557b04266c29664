"""What the checks promise: sources retold verbatim pass, a changed number does not; and the planted set."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.nodes.checks import check_path
from colloquist.state.snippet import Snippet

FACTS = {"number", "unit", "date", "name"}
SOURCES = [
    Snippet(text=text)
    for text in (
        "The span of 2,800 ft (853 m) opened on 1 July 1940. It fell on 7 November 1940 in a wind of 42 mph.",
        "A valve set at 10 bar with a blowdown of 7 percent closes at 9.3 bar. With 500 mm² it passes 2,840 kg/h.",
        "Of 535 inmates only five died on 31 August 1854. Henry Whitehead counted 616 deaths in Poland Street.",
        "Water at 60 °C meets 0.5 kg/s at 20 °C. An area of 18.9 m² recovers 67 kW in 24 hours.",
    )
]
SENTENCES = [(snippet, n, text) for snippet in SOURCES for n, text in enumerate(snippet.sentences, start=1)]
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w.,]*\d)")


def turns_of(chosen):
    labels = [{"sentence": text, "kind": "grounded", "cites": [f"{s.id}#{n}"]} for s, n, text in chosen]
    answer = " ".join(label["sentence"] for label in labels)
    shared = {"path_id": "p1", "made_by": "model", "persona_id": None}
    return [
        {"id": "t1", "parent_id": None, "role": "user", "text": "What is known?", "labels": [], **shared},
        {"id": "t2", "parent_id": "t1", "role": "assistant", "text": answer, "labels": labels, **shared},
    ]


def facts(turns):
    return [one for one in check_path(turns, SOURCES) if one["kind"] in FACTS and one["severity"] != "signal"]


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8, unique=True))
@settings(max_examples=60, deadline=None)
def test_sources_retold_word_for_word_are_never_flagged(chosen):
    assert facts(turns_of(chosen)) == []


@given(st.sampled_from(SENTENCES), st.data())
@settings(max_examples=150, deadline=None)
def test_a_number_changed_to_one_that_no_source_holds_is_always_flagged(chosen, data):
    snippet, n, text = chosen
    place = data.draw(st.sampled_from(list(NUMBER.finditer(text))))
    other = data.draw(st.integers(min_value=13, max_value=29) | st.integers(min_value=3001, max_value=9999))
    held = {"20", "24", "19"}  # the last is what 18.9 rounds to
    if str(other) in held:
        other = 23
    wrong = text[: place.start()] + str(other) + text[place.end() :]
    assert facts(turns_of([(snippet, n, wrong)])), wrong


def test_every_planted_number_unit_date_and_name_is_caught(bench):
    for part in bench.PARTS:
        for fault in bench.FACTS:
            chosen = [case for case in bench.cases(part) if case.fault == fault]
            assert len(chosen) >= 15
            assert bench.caught(chosen, bench.cheap) == len(chosen), bench.misses(chosen, bench.cheap)


def test_fewer_than_one_in_twenty_clean_cases_is_flagged(bench):
    for part in bench.PARTS:
        clean = [case for case in bench.cases(part) if case.fault == "clean"]
        assert bench.caught(clean, bench.cheap) < 0.05 * len(clean), bench.misses(clean, bench.cheap)


def test_the_set_is_as_large_and_as_varied_as_it_says(bench):
    everything = [case for part in bench.PARTS for case in bench.cases(part)]
    faulty = [case for case in everything if case.fault != "clean"]
    assert len(faulty) >= 300
    assert len(everything) - len(faulty) >= 100
    assert len({case.fault for case in faulty}) >= 12
    assert len({case.sources[0].source for case in everything}) >= 10
    assert len({(case.turns[2]["text"], case.turns[3]["text"]) for case in everything}) == len(everything)


def test_the_table_names_every_class_with_its_interval(bench):
    rows = bench.table(bench.cases("first"), {"cheap checks": bench.cheap, "nothing": lambda case: []})
    assert rows[0] == "| planted | cases | cheap checks | nothing |"
    assert any(row.startswith("| negation | 13 | 0 = 0% (0% to 23%)") for row in rows)
    assert rows[-1].startswith("| none (false alarms) |")
    assert bench.wilson(0, 10)[1] < 0.28 < bench.wilson(1, 10)[1]


def test_the_docs_show_the_table_that_the_script_prints(bench):
    everything = [case for part in bench.PARTS for case in bench.cases(part)]
    docs = (bench.__file__.rpartition("/bench/")[0]) + "/docs/trust.md"
    with open(docs, encoding="utf-8") as file:
        shown = file.read()
    assert [row for row in bench.table(everything, {"cheap checks": bench.cheap}) if row not in shown] == []
