"""A manner is words laid into the prompts, and a node of the user's stands in place of one of ours."""

import pytest

import colloquist as cq
from colloquist.graphs import StrategyError, load
from colloquist.graphs.machine import machine
from colloquist.state.settings import SettingsError

ROLES = {
    "seed": "seed_answer",
    "persona": "build_persona",
    "user": "user_turn",
    "assistant": "assistant_turn",
    "refiner": "refine",
}


def heard(model, node):
    """Return the first system message that a node sent."""
    return next(messages[0].text for name, messages in model.seen if name == node)


@pytest.mark.parametrize(("role", "node"), ROLES.items())
def test_the_words_of_a_manner_reach_the_prompt_of_their_role_and_no_other(snippet, model, verdict, role, node):
    speaks = model([verdict("terminate")])
    graph = cq.conversation("mine", manner={role: "Speak of weather."})
    cq.converse(snippet, strategy=graph, model=speaks, max_branches=0)
    assert [n for n in ROLES.values() if "Speak of weather." in heard(speaks, n)] == [node]


def test_without_a_manner_a_prompt_says_nothing_of_one(snippet, model, verdict):
    speaks = model([verdict("terminate")])
    cq.converse(snippet, model=speaks, max_branches=0)
    assert not any("particular to this conversation" in messages[0].text for _, messages in speaks.seen)


def test_words_in_the_settings_go_before_those_of_the_strategy(snippet, model, verdict):
    speaks = model([verdict("terminate")])
    graph = cq.conversation("mine", manner={"user": "Be brief.", "assistant": "Be slow."})
    record = cq.converse(snippet, strategy=graph, model=speaks, max_branches=0, manner={"user": "Be long."})
    assert "Be long." in heard(speaks, "user_turn")
    assert "Be brief." not in heard(speaks, "user_turn")
    assert "Be slow." in heard(speaks, "assistant_turn")
    assert record.settings["manner"] == {"user": "Be long."}


def test_a_manner_for_nobody_is_refused():
    with pytest.raises(SettingsError, match="manner has no 'asistant'; it has words for seed, persona"):
        cq.conversation("mine", manner={"asistant": "x"})
    with pytest.raises(SettingsError, match="manner has no 'asistant'"):
        cq.Settings(manner={"asistant": "x"})


def test_a_node_of_the_users_stands_in_place_of_ours(snippet, model, verdict):
    async def my_refine(state, runtime):
        return {"paths": [{**state["paths"][-1], "stop": {"reason": "complete", "detail": "one is enough"}}]}

    speaks = model([])
    conversation = cq.converse(snippet, strategy=cq.conversation(refine=my_refine), model=speaks)
    assert conversation.paths[0].stop.detail == "one is enough"
    assert "refine" not in [node for node, _ in speaks.seen]


@pytest.mark.parametrize("strategy", ["conversation", "problem_set", "refusal"])
def test_every_strategy_takes_nodes_of_the_users(strategy):
    graph = load(strategy, finish=lambda state: {"status": "done"})
    assert "finish" in graph.nodes
    with pytest.raises(StrategyError, match=f"{strategy} has no node 'refin'; its nodes are: .*finish"):
        load(strategy, refin=lambda state: {})


def test_a_node_that_returns_what_is_no_part_of_the_dialogue_is_named(snippet, model, verdict):
    graph = cq.conversation(refine=lambda state: {"turn": []})
    with pytest.raises(StrategyError, match="node refine returned 'turn', which is no part of the dialogue"):
        cq.converse(snippet, strategy=graph, model=model([]))


def test_a_strategy_file_that_takes_no_nodes_says_how_to(tmp_path):
    own = tmp_path / "mine.py"
    own.write_text("from colloquist.graphs import load\ndef build():\n    return load('conversation')\n")
    assert load(str(own)).name == "conversation"
    with pytest.raises(StrategyError, match=r"build\(\) takes no nodes of yours; write def build\(\*\*own\)"):
        load(str(own), refine=lambda state: {})


def test_a_node_without_a_function_is_refused():
    with pytest.raises(StrategyError, match="node refine: there is no function"):
        machine().add_node("refine")
