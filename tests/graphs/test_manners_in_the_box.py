"""Layman and expert, and the case study: the machine of the default strategy, held in another manner."""

import pytest

import colloquist as cq
from colloquist.graphs import load
from colloquist.show import draw

NODES = {
    "seed": "seed_answer",
    "persona": "build_persona",
    "user": "user_turn",
    "assistant": "assistant_turn",
    "refiner": "refine",
}
SAYS = {
    "layman_expert": {
        "seed": "every term that it cannot do without is earned first",
        "persona": "no background in the subject or near it",
        "user": "A word that was not explained stops you",
        "assistant": "talking to somebody who has no background at all",
        "refiner": "The person is a layman",
    },
    "case_study": {
        "seed": "This conversation works on one case.",
        "persona": "The opening message sets up a case, and this person is in it",
        "user": "You are in the middle of the case",
        "assistant": "You advise in a case that unfolds.",
        "refiner": "This is a case study",
    },
}


@pytest.mark.parametrize("strategy", SAYS)
def test_each_role_is_told_its_part_and_no_other(snippet, model, verdict, strategy):
    speaks = model([verdict("terminate")])
    record = cq.converse(snippet, strategy=strategy, model=speaks, max_branches=0)
    assert record.status == "done"
    for role, words in SAYS[strategy].items():
        told = {node for node, messages in speaks.seen if words in messages[0].text}
        assert told == {NODES[role]}


@pytest.mark.parametrize("strategy", SAYS)
def test_the_machine_is_that_of_the_default_strategy(strategy):
    assert draw(load(strategy)).mermaid == draw(load("conversation")).mermaid
    assert load(strategy).name == strategy


def test_somebody_of_another_perspective_is_cast_in_the_same_manner(snippet, model, verdict, perspective):
    speaks = model([verdict("branch", perspective=perspective()), verdict("terminate")])
    cq.converse(snippet, strategy="case_study", model=speaks, min_turns=4)
    [cast] = [messages[0].text for node, messages in speaks.seen if node == "new_perspective"]
    assert "this person is in it" in cast
