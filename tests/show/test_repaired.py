"""A conversation that was mended at its close shows both versions, wherever it is shown."""

import pytest

import colloquist as cq
from colloquist.models import ScriptedModel

TEXT = (
    "A relief valve opens when the pressure under its disc exceeds the force of its spring. "
    "The wider rim of its disc adds lifting area once it is open. "
    "The valve closes only after the pressure has fallen 7 percent below its set pressure."
)
WRONG = "The valve closes only after the pressure has fallen 9 percent below its set pressure."


@pytest.fixture
def steps():
    liar = cq.RoleSettings(model=ScriptedModel(script={"assistant_turn": [WRONG]}))
    snippet = cq.Snippet(text=TEXT, title="Relief valves")
    return list(cq.stream(snippet, roles={"assistant": liar}, max_turns=4, max_branches=0))


def test_the_faulty_version_is_shown_with_what_was_found(steps):
    mended = steps[-1].conversation
    assert mended.status == "done"
    for shown in (" ".join(str(mended).split()), mended._repr_html_()):
        assert WRONG in shown
        assert "9 percent: not in what it cites" in shown


def test_the_version_that_fell_is_called_an_answer_and_the_refiner_speaks_once(steps):
    shown = str(steps[-1].conversation)
    assert "answer          The valve closes only after" in shown
    assert shown.count("refiner         terminate") == 1
    assert "answer that did not stand" in steps[-1].conversation._repr_html_()


def test_what_was_not_mended_is_shown_beside_its_turn():
    liar = cq.RoleSettings(model=ScriptedModel(script={"assistant_turn": [WRONG]}))
    options = {"roles": {"assistant": liar}, "max_turns": 4, "max_branches": 0, "max_repairs": 0}
    rejected = cq.converse(cq.Snippet(text=TEXT, title="Relief valves"), **options)
    assert rejected.status == "rejected"
    for shown in (str(rejected), rejected._repr_html_()):
        assert "number, repair: " in shown
        assert "9 percent: not in what it cites" in shown


def test_a_watcher_is_told_what_the_closing_step_found_and_then_that_it_found_nothing(steps):
    first, second = [dict(step.lines()) for step in steps if step.node == "verify"]
    assert first["found"].startswith("number: 9 percent")
    assert "found" not in second


def test_a_watcher_is_told_the_fault_and_then_the_mended_answer(steps):
    [repair] = [step for step in steps if step.node == "repair"]
    assert [who for who, _ in repair.lines()][:2] == ["number fault", "assistant (rewritten)"]
    assert "number fault: 9 percent" in str(repair)
    assert "9 percent" in repair._repr_html_()
