"""An interview: the default machine in another manner, with an interviewer for its person."""

import pytest

import colloquist as cq
from colloquist.graphs import load
from colloquist.models.embedded.people import INTERVIEWERS
from colloquist.prompts import phrases

NODES = {
    "seed": "seed_answer",
    "persona": "build_persona",
    "user": "user_turn",
    "assistant": "assistant_turn",
    "refiner": "refine",
}


def test_an_interview_is_the_default_machine():
    ours, theirs = load("interview").get_graph(), load("conversation").get_graph()
    assert (ours.nodes.keys(), ours.edges) == (theirs.nodes.keys(), theirs.edges)


@pytest.mark.parametrize(("role", "node"), NODES.items())
def test_everybody_is_told_that_it_is_an_interview(snippet, model, verdict, role, node):
    speaks = model([verdict("terminate")])
    cq.converse(snippet, strategy="interview", model=speaks, max_branches=0)
    [heard] = [messages[0].text for name, messages in speaks.seen if name == node]
    assert phrases("interview")[role] in heard


def test_an_interview_for_another_audience_is_a_branch_with_another_interviewer(snippet, model, verdict):
    speaks = model([verdict(), verdict("branch"), verdict("terminate")])
    record = cq.converse(snippet, strategy="interview", model=speaks)
    assert [path.accepted for path in record.paths] == [True, True]
    [heard] = [messages[0].text for name, messages in speaks.seen if name == "new_perspective"]
    assert phrases("interview")["persona"] in heard


def test_the_model_in_the_box_interviews_the_same_way_each_time(snippet):
    first, second = (cq.converse(snippet, strategy="interview", max_turns=6) for _ in range(2))
    assert first.turns == second.turns
    assert (first.status, first.strategy) == ("done", "interview")
    roles = [persona["role"] for persona in first.personas.values()]
    assert all(any(who in role for who in INTERVIEWERS) for role in roles)
