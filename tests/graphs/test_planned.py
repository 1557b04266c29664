"""Planned first: aims are laid down for a whole path, the person follows them, and the refiner directs nothing."""

import pytest

from colloquist.graphs import load
from colloquist.run.converse import config
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

MOVES = ("deepen", "misread", "ask_task", "broaden")


def an_aim(move, **changes):
    aim = f"find out, by way of {move}, what it comes to"
    return {
        "move": move,
        "stage": "mechanism",
        "aim": aim,
        "brief": f"work out 1.3 for {move}",
        "draw_on": [],
    } | changes


def a_plan(*moves, **changes):
    return {"aims": [an_aim(move, **changes) for move in moves or MOVES]}


@pytest.fixture
def played(snippet, model):
    """Run the graph with these plans and verdicts, and return record and model."""

    async def play(plans, verdicts, **options):
        playing = model(verdicts, plan_aims=list(plans))
        settings = Settings(model=playing, **options)
        opened = open_dialogue(snippet)
        run = config(opened, "planned", settings)
        ended = await load("planned").ainvoke(opened, context=settings, config=run)
        return record_of(ended, "planned", settings, 0.0), playing

    return play


def asked(playing, node):
    return [messages for name, messages in playing.seen if name == node]


async def test_the_turns_follow_the_plan_whatever_the_refiner_would_rather(played, verdict):
    record, playing = await played([a_plan()], [verdict() for _ in MOVES])
    assert [turn.move for turn in record.turns if turn.move] == list(MOVES)
    for move, user, assistant in zip(
        MOVES, asked(playing, "user_turn"), asked(playing, "assistant_turn"), strict=True
    ):
        assert f"by way of {move}" in user[-1].text
        assert f"work out 1.3 for {move}" in assistant[-1].text
    assert record.paths[0].stop.reason == "max_turns"
    assert len([call for call in record.calls if call["node"] == "plan_aims"]) == 1


async def test_a_plan_that_is_done_ends_its_path(played, verdict):
    record, _ = await played([a_plan("deepen", "object")], [verdict(), verdict()])
    [path] = record.accepted
    assert (path.stop.reason, path.stop.detail) == ("complete", "all 2 aims of its plan were gone after")
    assert len(record.path_turns(path)) == 6


async def test_the_record_tells_what_was_planned_and_what_was_not_reached(played, verdict):
    record, _ = await played([a_plan()], [verdict(), verdict("terminate")])
    [path] = record.accepted
    assert [(step.move, step.turn_id) for step in path.plan] == [
        ("deepen", "t3"),
        ("misread", "t5"),
        ("ask_task", None),
        ("broaden", None),
    ]
    assert path.plan[3].aim == an_aim("broaden")["aim"]
    assert path.stop.detail == "because terminate"


async def test_an_aim_whose_exchange_was_taken_out_again_was_not_reached(played, verdict, fault):
    bad = verdict(faults=[fault()], better_response="Still wrong.")
    record, _ = await played([a_plan()], [verdict(), bad], max_revisions=0)
    assert [step.turn_id for step in record.paths[0].plan] == ["t3", None, None, None]


async def test_the_planner_sees_the_person_and_the_sources_and_the_person_sees_no_plan(played, verdict, persona):
    _, playing = await played([a_plan()], [verdict("terminate")])
    [planner] = asked(playing, "plan_aims")
    assert persona.situation in planner[-1].text
    assert "[1.3]" in planner[-1].text
    assert "room for 4 exchanges" in planner[-1].text
    assert "by way of misread" not in asked(playing, "user_turn")[0][-1].text


async def test_the_refiner_knows_what_is_planned_and_is_told_not_to_direct(played, verdict):
    _, playing = await played([a_plan()], [verdict(), verdict("terminate")])
    first, second = asked(playing, "refine")
    assert "Leave next_moves empty" in first[0].text
    assert "- misread: find out" in first[-1].text
    assert "- deepen: find out" not in first[-1].text
    assert "- misread: find out" not in second[-1].text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (a_plan(*MOVES, "object"), "there is room for 4"),
        (a_plan("deepen", "deepen"), "are both deepen"),
        (a_plan("deepen", aim=" "), "is empty"),
        ({"aims": []}, "aims"),
    ],
)
async def test_a_plan_that_cannot_be_followed_is_asked_for_again(played, verdict, wrong, says):
    record, playing = await played([wrong, a_plan()], [verdict("terminate")])
    assert record.status == "done"
    assert says in asked(playing, "plan_aims")[1][-1].text


async def test_a_plan_that_never_comes_is_a_failure_and_no_conversation(played):
    record, _ = await played(["no", "no", "no"], [])
    assert (record.status, record.failure["node"]) == ("failed", "plan_aims")
    assert not record.accepted


async def test_a_further_perspective_gets_a_plan_of_its_own(played, verdict):
    plans = [a_plan("deepen", "object"), a_plan("report_back", "relate")]
    record, playing = await played(plans, [verdict(), verdict("branch"), verdict(), verdict("terminate")])
    first, second = record.accepted
    assert [step.move for step in second.plan] == ["report_back", "relate"]
    assert [step.turn_id for step in second.plan] == ["t7", "t9"]
    assert "This path was opened to bring out: what it costs" in asked(playing, "plan_aims")[1][-1].text
    assert first.stop.reason == "branched"


async def test_a_branch_is_only_opened_where_its_plan_and_an_exchange_can_be_paid(played, verdict):
    def script():
        return [a_plan("deepen", "object"), a_plan("relate")], [verdict(), verdict("branch"), verdict("terminate")]

    alone, _ = await played(*script(), max_calls=13)
    assert len(alone.paths) == 1
    assert len(alone.calls) == 9
    both, _ = await played(*script(), max_calls=14)
    assert len(both.paths) == 2
    assert len(both.calls) == 14


async def test_what_a_plan_draws_on_joins_the_conversation_with_its_turn(played, verdict, snippet):
    class Shelf:
        def neighbours(self, near):
            return [Snippet(text="A bursting disc opens once and for all.")]

        def related(self, query, limit):
            return []

    plan = {"aims": [an_aim("deepen"), an_aim("relate", brief="hold 1.3 against r1", draw_on=["r1"])]}
    record, playing = await played([plan], [verdict(), verdict()], library=Shelf())
    [near] = record.sources
    assert record.turns[5].sources == (near.id,)
    first, second = asked(playing, "assistant_turn")
    assert near.text not in first[-1].text
    assert near.text in second[-1].text
    assert "hold 1.3 against source 2" in second[-1].text


async def test_a_path_of_two_hundred_turns_runs_to_its_end(played, verdict):
    plan = {"aims": [an_aim(MOVES[n % 4]) for n in range(99)]}
    record, _ = await played(
        [plan], [verdict() for _ in range(99)], max_turns=200, max_calls=None, summarise_after=5
    )
    assert len(record.turns) == 200
