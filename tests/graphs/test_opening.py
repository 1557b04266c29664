"""A machine opens its dialogue itself, from a text alone, as forms and LangGraph's server give it."""

import asyncio

import pytest

from colloquist.graphs import StrategyError, load, strategies
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings

TEXT = (
    "A relief valve opens when the pressure under its disc exceeds the force of its spring. "
    "Once it is open, the wider rim of the disc adds lifting area. "
    "It closes only after the pressure has fallen 7 percent below the set pressure."
)


def ended(strategy, given, **options):
    """Return the state in which a strategy ends, called as LangGraph calls it."""
    return asyncio.run(load(strategy).ainvoke(given, **options))


@pytest.mark.parametrize("strategy", strategies())
def test_a_form_asks_for_the_text_alone(strategy):
    assert list(load(strategy).get_input_jsonschema()["properties"]) == ["snippet"]


@pytest.mark.parametrize("strategy", strategies())
def test_every_strategy_begins_with_a_text_and_without_settings(strategy):
    state = ended(strategy, {"snippet": TEXT})
    record = record_of(state, strategy, Settings(), 0.0)
    assert record.status in ("done", "rejected")
    assert record.failure is None
    assert record.snippet.text == TEXT


def test_a_text_a_snippet_and_an_open_dialogue_begin_the_same_conversation(snippet):
    whole = snippet.model_dump(mode="json")
    states = [
        ended("conversation", given, context=Settings())
        for given in ({"snippet": whole}, {"snippet": {"text": TEXT, **whole}}, open_dialogue(snippet))
    ]
    for state in states:
        for call in state["calls"]:
            call["seconds"] = 0
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize("given", [{"snippet": "  "}, {"snippet": {"title": "x"}}, {"turns": []}])
def test_nothing_to_talk_about_is_said(given):
    with pytest.raises(StrategyError, match=r"nothing to talk about .*: give a text"):
        ended("conversation", given)


def test_a_first_step_that_fails_still_ends_in_order(model):
    state = ended("conversation", {"snippet": TEXT}, context=Settings(model=model([], seed_answer=[""] * 3)))
    assert state["status"] == "failed"
    assert state["failure"]["node"] == "seed_answer"


def test_the_configuration_of_langgraphs_server_is_no_node():
    graph = load("conversation", own={"configurable": {"thread_id": "x"}, "tags": []})
    assert "own" not in graph.nodes
