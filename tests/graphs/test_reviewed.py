"""Reviewed: critics look at each answer side by side, decide nothing, and a chair gives the verdict."""

import asyncio

import pytest

from colloquist.graphs import load
from colloquist.models import ScriptedModel
from colloquist.nodes.review import ANGLES
from colloquist.run.converse import config
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings


def a_review(messages=None, faults=()):
    angle = messages[1].text.partition("Your angle: ")[2].partition(".")[0] if messages else "any"
    return {"seen": f"I looked at {angle}.", "faults": list(faults), "next_step": f"more of {angle}"}


@pytest.fixture
def played(snippet, model):
    """Run the graph with these verdicts of the chair, and return record and model."""

    async def play(verdicts, nodes=None, as_model=ScriptedModel, **options):
        playing = model([], **{"chair": list(verdicts), "review": a_review, **(nodes or {})})
        playing = as_model(script=playing.script)
        settings = Settings(model=playing, **options)
        opened = open_dialogue(snippet)
        run = config(opened, "reviewed", settings)
        ended = await load("reviewed").ainvoke(opened, context=settings, config=run)
        return record_of(ended, "reviewed", settings, 0.0), playing

    return play


def asked(playing, node):
    return [messages for name, messages in playing.seen if name == node]


async def test_every_answer_passes_every_critic_and_then_the_chair(played, verdict):
    record, playing = await played([verdict(), verdict("terminate")])
    assert record.status == "done"
    nodes = [call["node"] for call in record.calls]
    assert nodes[:2] == ["seed_answer", "build_persona"]
    assert nodes[2:] == ["user_turn", "assistant_turn", *["review"] * 3, "chair"] * 2
    assert [(one["turn_id"], one["angle"]) for one in record.reviews] == [
        (turn, angle) for turn in ("t4", "t6") for angle in ANGLES
    ]
    assert [turn.move for turn in record.turns if turn.move][1] == "object"
    assert len({messages[-1].text for messages in asked(playing, "review")}) == 6


async def test_the_critics_speak_side_by_side_and_share_all_but_their_angle(played, verdict):
    under_way, most = 0, 0

    class Slow(ScriptedModel):
        async def _agenerate(self, messages, stop=None, run_manager=None, **kwargs):
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1
            return self._generate(messages, stop, run_manager.get_sync() if run_manager else None, **kwargs)

    record, playing = await played([verdict("terminate")], as_model=Slow)
    assert record.status == "done"
    assert most == 3
    seen = asked(playing, "review")
    assert len({messages[0].text for messages in seen}) == 1
    assert len({messages[1].text.partition("Your angle: ")[0] for messages in seen}) == 1


async def test_the_chair_sees_all_reviews_of_this_answer_and_the_critics_none(played, verdict):
    _, playing = await played([verdict(), verdict("terminate")])
    first, second = asked(playing, "chair")
    assert "You chair a panel" in first[0].text
    for word in ("the sources", "what is learned", "the person"):
        assert first[-1].text.count(f"I looked at {word}.") == 1
        assert second[-1].text.count(f"I looked at {word}.") == 1
    assert not any("I looked at" in messages[-1].text for messages in asked(playing, "review"))


async def test_what_a_critic_calls_a_fault_is_the_chair_s_to_judge(played, verdict, fault):
    record, playing = await played(
        [verdict("terminate")], nodes={"review": lambda messages: a_review(messages, [fault()])}
    )
    assert "- rewrite, factual: says the opposite of 1.3" in asked(playing, "chair")[0][-1].text
    assert record.status == "done"
    assert record.drafts == ()


async def test_a_revision_is_judged_by_the_chair_who_knows_that_the_reviews_are_of_the_draft(
    played, verdict, fault
):
    bad = verdict(faults=[fault()], better_response="It is better so.")
    record, playing = await played([bad, verdict("terminate")])
    assert record.turns[-1].text == "It is better so."
    first, second = asked(playing, "chair")
    assert "Reviews of the answer above:" in first[-1].text
    assert "Reviews of the draft" in second[-1].text
    assert len(asked(playing, "review")) == 3


@pytest.mark.parametrize("limit", range(5, 22))
async def test_no_review_is_paid_for_that_no_chair_would_read(played, verdict, limit):
    record, _ = await played([verdict() for _ in range(4)], max_calls=limit)
    nodes = [call["node"] for call in record.calls]
    assert len(nodes) <= limit
    assert nodes.count("review") == 3 * nodes.count("chair")
    assert record.paths[0].stop.reason == "max_calls"
    # After the first exchange it is known what one takes: none is begun that could not be ended.
    if limit >= 8:
        assert nodes.count("user_turn") == nodes.count("chair") == (limit - 2) // 6
        assert record.status == "done"


async def test_a_critic_who_cannot_be_read_fails_the_conversation_and_all_replies_are_counted(played, verdict):
    def deaf(messages):
        return "no review" if "Your angle: what is learned" in messages[1].text else a_review(messages)

    record, _ = await played([verdict()], nodes={"review": deaf}, tries=2)
    assert (record.status, record.failure["node"], record.failure["kind"]) == ("failed", "review", "unreadable")
    assert len([call for call in record.calls if call["node"] == "review"]) == 4
    assert not record.accepted


async def test_a_branch_and_a_long_path_go_on_as_in_the_default_strategy(played, verdict):
    record, _ = await played([verdict(), verdict("branch"), verdict(), verdict("terminate")])
    assert [path.stop.reason for path in record.accepted] == ["branched", "complete"]
    record, _ = await played([verdict() for _ in range(60)], max_turns=120, max_calls=None, summarise_after=5)
    assert len(record.turns) == 120
