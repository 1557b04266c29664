"""A conversation can be watched step by step, and whoever stops watching is not billed for the rest."""

import pytest

import colloquist
from colloquist.run.converse import astream, stream
from colloquist.state.settings import SettingsError


def test_steps_come_in_order_and_the_last_one_carries_the_conversation(snippet, model, verdict):
    steps = list(stream(snippet, model=model([verdict(), verdict("branch"), verdict("terminate")])))
    assert [step.node for step in steps[:5]] == [
        *("seed_answer", "build_persona", "user_turn", "assistant_turn", "refine")
    ]
    assert [step.conversation is not None for step in steps] == [False] * (len(steps) - 1) + [True]
    said = [turn["text"] for step in steps for turn in step.turns]
    assert said == [turn.text for turn in steps[-1].conversation.turns]


def test_breaking_off_stops_the_conversation(snippet, model, verdict):
    played_by = model([verdict() for _ in range(20)])
    for step in stream(snippet, model=played_by, max_turns=40):
        if step.node == "user_turn":
            break
    asked = len(played_by.seen)
    assert asked < 20
    assert len(played_by.seen) == asked


async def test_it_works_inside_a_running_loop_both_ways(snippet, model, verdict):
    plain = [step.node for step in stream(snippet, model=model([verdict("terminate")]))]
    awaited = [step.node async for step in astream(snippet, model=model([verdict("terminate")]))]
    assert plain == awaited


def test_an_error_of_the_users_reaches_the_reader(snippet, model):
    with pytest.raises(SettingsError, match="max_turns"):
        list(stream(snippet, model=model([]), max_turns=1))


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant():
    with pytest.raises(SettingsError, match="there is no setting 'max_turn'; did you mean max_turns"):
        colloquist.converse("It opens. It closes.", max_turn=4)
    with pytest.raises(SettingsError, match="there is no setting 'x'; there are: base_url, "):
        colloquist.converse("It opens. It closes.", x=4)


@pytest.mark.parametrize("text", ["", "   \n"])
def test_a_text_without_a_sentence_is_refused_in_words(text):
    with pytest.raises(colloquist.InputError, match="no snippet can be made of"):
        colloquist.converse(text)
