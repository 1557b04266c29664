"""The three numbers of a refusal report, their intervals, and two reports compared question by question."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from colloquist.models import ScriptedModel
from colloquist.run.problem import RunFolderError
from colloquist.run.refusal_report import results_in, scored
from colloquist.run.refusal_score import compare, graded_in, score
from colloquist.run.shares import change, mcnemar, wilson
from colloquist.state.question import new_question
from colloquist.state.settings import RoleSettings, Settings

OUTCOMES = ("correct", "not_attempted", "incorrect", "uncertain", "failed")


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilson_s(hits, of, low, high):
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 200), st.integers(0, 200))
def test_an_interval_holds_its_share_and_stays_a_share(hits, more):
    low, high = wilson(hits, hits + more)
    assert 0 <= low <= high <= 1
    if hits + more:
        assert low <= hits / (hits + more) <= high


@pytest.mark.parametrize(("gained", "lost", "p"), [(0, 0, 1.0), (5, 0, 0.0625), (10, 2, 0.03857), (3, 3, 1.0)])
def test_the_test_of_a_change_is_mcnemar_s_exact_one(gained, lost, p):
    assert mcnemar(gained, lost) == pytest.approx(p, abs=5e-5)
    assert mcnemar(lost, gained) == mcnemar(gained, lost)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60))
def test_a_change_holds_its_difference_and_turns_round_with_its_sides(pairs):
    there, back = change(pairs), change([(after, before) for before, after in pairs])
    assert there.after - there.before == pytest.approx((there.gained - there.lost) / max(1, len(pairs)))
    assert there.low <= there.after - there.before + 1e-9
    assert there.after - there.before <= there.high + 1e-9
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.p == back.p


def a_result(id_, outcome, key="k"):
    return {
        "id": id_,
        "question": id_,
        "key": key,
        "reply": "",
        "outcome": outcome,
        "by": "",
        "model": "m",
        "grader": "",
    }


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(["k", ""]))))
def test_the_numbers_add_up_with_what_failed(rows):
    results = [a_result(str(n), outcome, key) for n, (outcome, key) in enumerate(rows)]
    counts = score(results)
    assert counts.answerable.total() + counts.unanswerable.total() == len(results)
    for part in counts:
        assert graded_in(part) + part["failed"] + part["uncertain"] == part.total()


def test_only_questions_that_both_graded_are_compared():
    before = [
        a_result("a", "incorrect"),
        a_result("b", "failed"),
        a_result("c", "correct"),
        a_result("d", "incorrect", ""),
    ]
    after = [a_result("a", "not_attempted"), a_result("b", "correct"), a_result("e", "correct")]
    after.append(a_result("d", "not_attempted", ""))
    found = compare(before, after)
    assert found.compared == (1, 1)
    assert found.apart == 3
    assert (found.answerable["incorrect"].lost, found.answerable["not_attempted"].gained) == (1, 1)
    assert found.unanswerable["not_attempted"].gained == 1


def questions():
    """Return three questions with an answer and two without."""
    known = [
        new_question(f"k{n}", "answerable", f"When did valve {n} open?", f"{n} May", [f"May {n}"])
        for n in range(3)
    ]
    return [*known, *(new_question(f"u{n}", "beyond", f"Who built valve {n}?") for n in range(2))]


def a_pupil(*said):
    model = ScriptedModel(script={"": list(said)})
    return model, Settings(model=model, roles={"student": RoleSettings(model=model)})


async def test_without_a_grader_replies_are_graded_by_their_words(tmp_path):
    said = ["On May 0, I think.", "I don't know.", "In June.", "I know of no valve 0.", "Smith."]
    _, settings = a_pupil(*said)
    results = await scored(questions(), settings, tmp_path / "out.jsonl", grader=False, concurrency=1)
    assert [row["outcome"] for row in results] == [
        *("correct", "not_attempted", "incorrect"),
        *("not_attempted", "incorrect"),
    ]
    assert {row["by"] for row in results} == {"words"}


async def test_a_grader_never_finds_an_unanswerable_question_answered_rightly(tmp_path):
    grade = {"analysis": "so", "outcome": "correct"}
    _, settings = a_pupil("Smith.", grade)
    [result] = await scored(questions()[3:4], settings, tmp_path / "out.jsonl", grader=True, concurrency=1)
    assert result["outcome"] == "uncertain"


async def test_a_second_call_asks_nothing_that_was_answered(tmp_path):
    out = tmp_path / "deep" / "out.jsonl"
    model, settings = a_pupil(*["no"] * 4, AIMessage(""), "yes")
    first = await scored(questions(), settings, out, grader=False, concurrency=1)
    assert Counter(row["outcome"] for row in first)["failed"] == 1
    second = await scored(questions(), settings, out, grader=False, concurrency=1)
    assert len(model.seen) == 6
    assert second[:4] == first[:4]
    assert results_in(out) == second


async def test_results_of_another_model_or_another_file_are_not_overwritten(tmp_path):
    out = tmp_path / "out.jsonl"
    _, settings = a_pupil(*["no"] * 9)
    await scored(questions(), settings, out, grader=False)
    with pytest.raises(RunFolderError, match="it holds the results of 'scripted', graded by 'words'"):
        await scored(questions(), settings, out, grader=True)
    (tmp_path / "own.jsonl").write_text('{"mine": 1}\n')
    with pytest.raises(RunFolderError, match="something else"):
        await scored(questions(), settings, tmp_path / "own.jsonl", grader=False)
    assert (tmp_path / "own.jsonl").read_text() == '{"mine": 1}\n'


async def test_a_line_that_a_kill_cut_off_is_asked_for_again(tmp_path):
    out = tmp_path / "out.jsonl"
    _, settings = a_pupil(*["no"] * 6)
    whole = await scored(questions(), settings, out, grader=False, concurrency=1)
    out.write_bytes(out.read_bytes()[:-30])
    assert await scored(questions(), settings, out, grader=False, concurrency=1) == whole
