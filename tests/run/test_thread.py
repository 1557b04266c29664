"""Time travel: a conversation keeps its steps, and from any turn of it another one goes on."""

import asyncio
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START

import colloquist as cq
from colloquist import nodes
from colloquist.graphs.machine import machine
from colloquist.state.limits import why_ended

EXAMPLES = Path(__file__).parents[2] / "examples"
TOGETHER = {"inpaint", "refusal", "single_call"}


def speaking(model, verdict, **script):
    """Return a model whose refiner always wants to go on."""
    return model([], refine=lambda messages: verdict(), **script)


@pytest.fixture
def first(snippet, model, verdict):
    """A conversation of eight turns that can be forked."""
    return cq.thread(snippet, model=speaking(model, verdict), max_turns=8, max_branches=0)


def words(conversation):
    return [turn.text for turn in conversation.turns]


def test_a_thread_is_the_conversation_that_converse_makes(snippet, model, verdict, first):
    same = cq.converse(snippet, model=speaking(model, verdict), max_turns=8, max_branches=0)
    assert isinstance(first, cq.Conversation)
    assert words(first) == words(same)
    assert first.model_dump(exclude={"timings", "calls"}) == same.model_dump(exclude={"timings", "calls"})


def test_what_is_said_in_place_of_a_turn_is_answered_and_the_rest_grows_anew(first):
    other = first.fork("t5", "What if it is steam?")
    assert words(other)[:4] == words(first)[:4]
    assert words(other)[4] == "What if it is steam?"
    assert words(other)[5:] != words(first)[5:]
    assert len(other.turns) == 8
    assert other.status == "done"
    assert [turn.id for turn in other.turns if turn.edited] == ["t5"]
    assert words(first)[4] != "What if it is steam?"


def test_an_answer_said_by_hand_is_judged_like_any_other(snippet, model, verdict, fault, first):
    wrong = verdict(faults=[fault()], better_response="A better answer.")
    strict = speaking(model, verdict)
    strict.script["refine"] = lambda messages: wrong if "Ten litres." in messages[-1].text else verdict()
    other = first.fork("t6", "Ten litres.", model=strict)
    turn = next(turn for turn in other.turns if turn.id == "t6")
    assert (turn.text, turn.revised, turn.edited) == ("A better answer.", True, True)
    assert other.drafts[0]["text"] == "Ten litres."


def test_a_question_said_by_hand_is_not_answered_by_the_brief_of_another(snippet, model, verdict):
    speaks = speaking(model, verdict)
    first = cq.thread(snippet, model=speaks, max_turns=8, max_branches=0)
    speaks.seen.clear()
    first.fork("t5", "What if it is steam?")
    asked = [messages[-1].text for node, messages in speaks.seen if node == "assistant_turn"]
    assert "explain 1.2" not in asked[0]
    assert "explain 1.2" in asked[1]


def test_several_forks_of_one_turn_and_forks_of_forks_know_where_they_come_from(first):
    left, right = first.fork("t3", "Left?"), first.fork("t3", "Right?")
    further = left.fork("t6", "Further.")
    assert [words(one)[2] for one in (left, right, further)] == ["Left?", "Right?", "Left?"]
    assert [(fork["at"], fork["was"]) for fork in further.forks] == [
        ("t3", words(first)[2]),
        ("t6", words(left)[5]),
    ]
    assert first.forks == ()
    assert "forked at t3, forked at t6" in repr(further)
    assert "forked at t6" in further._repr_html_()
    assert "forked at t6" in str(further)
    assert "edited" in str(further)


async def test_forks_that_grow_at_the_same_time_do_not_mix(snippet, model, verdict):
    first = await cq.athread(snippet, model=speaking(model, verdict), max_turns=8, max_branches=0)
    forks = await asyncio.gather(*(first.afork("t3", f"Question number {n}?") for n in range(4)))
    again = await asyncio.gather(*(fork.afork("t5", "And then?") for fork in forks))
    assert [words(one)[2] for one in again] == [f"Question number {n}?" for n in range(4)]
    assert all(one.status == "done" and words(one)[4] == "And then?" for one in again)


def test_a_fork_validates_as_a_record_and_is_read_back(first):
    other = first.fork("t5", "What if it is steam?")
    read = cq.Record.model_validate_json(other.model_dump_json())
    assert read.forks == other.forks
    assert [turn.edited for turn in read.turns] == [turn.edited for turn in other.turns]


def test_the_seed_answer_can_be_changed_too(first):
    other = first.fork("t2", "It opens. It closes.")
    assert words(other)[:2] == [words(first)[0], "It opens. It closes."]
    assert other.status == "done"


def test_without_a_text_it_goes_on_from_there_with_other_settings(first):
    short = first.fork("t3", max_turns=4)
    assert words(short) == words(first)[:3] + words(short)[3:]
    assert len(short.turns) == 4
    assert short.settings["max_turns"] == 4
    assert short.forks == ({"at": "t3", "was": None, "settings": ["max_turns"]},)
    assert not any(turn.edited for turn in short.turns)


def test_a_decision_behind_the_edited_turn_sees_the_settings_of_the_fork(snippet, model, verdict):
    seen = []

    def decide(state, runtime):
        seen.append(runtime.context.max_turns)
        return "over" if why_ended(state, runtime.context) else "on"

    graph = machine()
    for node in (nodes.seed_answer, nodes.user_turn, nodes.assistant_turn, nodes.refine, nodes.finish):
        graph.add_node(node)
    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "user_turn")
    graph.add_edge("user_turn", "assistant_turn")
    graph.add_conditional_edges("assistant_turn", decide, {"on": "refine", "over": "finish"})
    graph.add_edge("refine", "user_turn")
    graph.add_edge("finish", END)
    first = cq.thread(
        snippet, strategy=graph.compile(name="plain"), model=speaking(model, verdict), max_turns=6, max_branches=0
    )
    seen.clear()
    first.fork("t4", "Said by hand.", max_turns=8)
    assert set(seen) == {8}


def test_any_checkpointer_of_langgraphs_keeps_the_steps(snippet, model, verdict):
    saver = InMemorySaver()
    first = cq.thread(snippet, model=speaking(model, verdict), max_turns=6, max_branches=0, checkpointer=saver)
    asked = {"configurable": {"thread_id": first.checkpoint["configurable"]["thread_id"]}}
    assert len(list(saver.list(asked))) > 6
    assert first.graph.get_state(first.checkpoint).values["status"] == "done"


def test_what_cannot_be_forked_is_named(first):
    with pytest.raises(LookupError, match="no turn 't99' was ever spoken; there are: t1, t2"):
        first.fork("t99", "x")
    with pytest.raises(cq.SettingsError, match="turn t5: there are no words"):
        first.fork("t5", "  ")
    with pytest.raises(cq.SettingsError, match="turn t1 was written by seed_answer in one step with t1, t2"):
        first.fork("t1", "x")
    with pytest.raises(cq.SettingsError, match="max_turns is 2"):
        first.fork("t5", max_turns=2)


@pytest.mark.parametrize("strategy", cq.strategies())
def test_conversations_of_every_strategy_can_be_forked(strategy):
    whole = next(iter(cq.read(EXAMPLES / "relief-valves.md")))
    first = cq.thread(whole, strategy=strategy, max_turns=6, max_branches=0)
    asked = [turn for turn in first.turns if turn.role == "user" and turn.made_by == "model"]
    if not asked:
        assert first.status == "rejected"
    elif strategy in TOGETHER:
        with pytest.raises(cq.SettingsError, match="in one step with"):
            first.fork(asked[-1].id, "And what if the outlet is blocked?")
    else:
        other = first.fork(asked[-1].id, "And what if the outlet is blocked?")
        assert cq.Record.model_validate_json(other.model_dump_json()).forks[0]["at"] == asked[-1].id
        assert other.failure is None
