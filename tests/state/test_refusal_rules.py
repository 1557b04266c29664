"""The rows and pairs of a question are the report's, over every share of right samples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.state.question import new_question
from colloquist.state.refusal_rules import Rows, p_correct, rows_of, rule_of

OUTCOMES = {"r": "correct", "w": "incorrect", "n": "not_attempted", "?": "uncertain"}


def sampled(said, kind="answerable"):
    """Return a question with a sample per letter: right, wrong, not attempted, ? uncertain."""
    question = new_question("q1", kind, "When?", "then")
    question["samples"] = [{"text": letter, "outcome": OUTCOMES[letter], "by": "verifier"} for letter in said]
    return question


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        # The report's table: all right, mixed and usually right, mixed and usually wrong, all wrong.
        ("rrrr", Rows(answer=True, correct_over_refusal=True)),
        ("rrrw", Rows(answer=True, correct_over_refusal=True, refusal_over_wrong=True)),
        ("rwww", Rows(refusal=True, correct_over_refusal=True, refusal_over_wrong=True)),
        ("wwww", Rows(refusal=True, refusal_over_wrong=True)),
        # Exactly at the cut-off the answer is taught.
        ("rrww", Rows(answer=True, correct_over_refusal=True, refusal_over_wrong=True)),
        # Samples that attempt nothing lower the share; there is no wrong text in them to prefer a refusal to.
        ("nnnn", Rows(refusal=True)),
        ("rnnn", Rows(refusal=True, correct_over_refusal=True)),
        ("rrnn", Rows(answer=True, correct_over_refusal=True)),
        # What could not be graded is no sample.
        ("r???", Rows(answer=True, correct_over_refusal=True)),
        ("????", Rows()),
        ("", Rows()),
    ],
)
def test_a_question_gives_the_rows_of_the_report(said, rows):
    assert rows_of(sampled(said), 0.5, student=True) == rows


@pytest.mark.parametrize(
    ("usually", "answered"), [(0.2, "rwwww"), (0.6, "rrrww"), (1.0, "rrrrr"), (0.01, "rwwww")]
)
def test_the_cut_off_is_a_setting_and_a_tie_teaches_the_answer(usually, answered):
    assert rows_of(sampled(answered), usually, student=True).answer
    fewer = answered.replace("r", "w", 1)
    assert rows_of(sampled(fewer), usually, student=True).refusal


@pytest.mark.parametrize("student", [True, False])
@pytest.mark.parametrize("kind", ["bogus", "beyond"])
def test_what_nobody_can_answer_is_always_refused_and_gives_no_pair(kind, student):
    assert rows_of(sampled("", kind), 0.5, student) == Rows(refusal=True)


def test_without_a_student_the_source_decides():
    assert rows_of(sampled(""), 0.5, student=False) == Rows(answer=True)
    assert rule_of(sampled(""), 0.5, student=False) == "the source answers it"


def test_a_dropped_question_gives_nothing():
    assert rows_of({**sampled("rw"), "dropped": "it is asked twice"}, 0.5, student=True) == Rows()


@given(st.text("rwn?", max_size=9), st.floats(0.01, 1.0))
def test_the_rules_hold_for_any_samples_and_any_cut_off(said, usually):
    rows, share = rows_of(sampled(said), usually, student=True), p_correct(sampled(said))
    counted = said.replace("?", "")
    assert share == (counted.count("r") / len(counted) if counted else None)
    assert rows.answer + rows.refusal == bool(counted)
    assert rows.correct_over_refusal == ("r" in counted)
    assert rows.refusal_over_wrong == ("w" in counted)
    assert rows.answer == (share is not None and share >= usually)
