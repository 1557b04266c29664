"""A debate: two voices speak in turn and keep their persona, and another voice or a swapped name is caught."""

from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver

import colloquist as cq
from colloquist.graphs import load
from colloquist.nodes.drawing import CHALLENGES
from colloquist.prompts import phrases
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def debate(snippet):
    """Hold a debate about the shared snippet and return its record."""

    async def hold(model, graph=None, **options):
        settings = Settings(model=model, **options)
        ended = await (graph or load("debate")).ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "debate", settings, 0.0)

    return hold


def asked(record, path):
    """Return the user's own turns of a path."""
    return [turn for turn in record.path_turns(path) if turn.role == "user" and turn.made_by == "model"]


async def test_two_people_speak_in_turn_each_under_their_name(debate, model, verdict):
    record = await debate(model([verdict(), verdict(), verdict(), verdict("terminate")]), max_turns=12)
    [path] = record.paths
    assert (record.status, path.stop.reason) == ("done", "complete")
    assert [turn.role for turn in record.path_turns(path)] == ["user", "assistant"] * 5
    assert [turn.persona_id for turn in asked(record, path)] == ["u1", "u2", "u1", "u2"]
    assert [turn.text.partition(": ")[0] for turn in asked(record, path)] == ["Fitter", "Insurer"] * 2
    assert [(voice.persona_id, voice.name) for voice in path.voices] == [("u1", "Fitter"), ("u2", "Insurer")]
    assert record.personas["u2"]["role"].startswith("insurer")
    assert path.perspective.startswith("who pays for valve")


async def test_each_voice_speaks_from_its_own_notes_alone_and_the_moderator_from_nobodys(debate, model, verdict):
    speaks = model([verdict(), verdict(), verdict("terminate")])
    await debate(speaks)
    turns = ["\n".join(m.text for m in messages) for node, messages in speaks.seen if node == "debate_turn"]
    for mine, other, text in zip(("fitter", "insurer", "fitter"), ("insurer", "fitter", "insurer"), turns):  # noqa: B905
        assert f"{mine} private goal" in text
        assert f"{other} private" not in text
    answers = ["\n".join(m.text for m in messages) for node, messages in speaks.seen if node == "assistant_turn"]
    assert not [text for text in answers if " private " in text]
    judged = "\n".join(m.text for node, messages in speaks.seen if node == "refine" for m in messages)
    assert "fitter private goal" in judged
    assert "insurer private goal" in judged
    assert "Next to speak: Insurer." in judged


async def test_a_name_that_a_model_writes_itself_stands_there_once(debate, model, verdict):
    lines = ["**Fitter:** I bought it.", "insurer: I did not."]
    record = await debate(model([verdict(), verdict("terminate")], debate_turn=lines))
    assert [turn.text for turn in asked(record, record.paths[0])] == [
        "Fitter: I bought it.",
        "Insurer: I did not.",
    ]


@pytest.mark.parametrize(
    "line", ["Insurer: I pay.", "I say no.\nInsurer: And I say yes.", "Moderator: Enough.", "Fitter:"]
)
async def test_a_line_for_anybody_else_is_asked_again(debate, model, verdict, line):
    speaks = model([verdict("terminate")], debate_turn=[line, "I say no."])
    record = await debate(speaks)
    assert [turn.text for turn in asked(record, record.paths[0])] == ["Fitter: I say no."]
    assert [node for node, _ in speaks.seen].count("debate_turn") == 2


@pytest.mark.parametrize("name", ["", "user", "Moderator", "insurer", "A: b", "The one who has to pay for it all"])
async def test_sides_that_cannot_be_told_apart_at_the_table_are_cast_again(debate, model, verdict, sides, name):
    odd = sides(2)
    odd["first"]["name"] = name
    odd["second"]["name"] = "Insurer"
    speaks = model([verdict("terminate")], cast_sides=[odd, sides(3)])
    record = await debate(speaks)
    assert record.personas["u1"]["role"] == "fitter 3"


async def test_both_begin_with_a_challenge_and_nobody_waits_for_the_others_moves(debate, model, verdict):
    record = await debate(model([verdict(), verdict(), verdict(), verdict("terminate")]))
    moves = [turn.move for turn in asked(record, record.paths[0])]
    assert moves[0] in CHALLENGES
    # Of "object" and "deepen", proposed each time, everybody has the first that they have not just made.
    assert moves[1] == "object"
    assert moves[3] == "deepen"


async def test_a_branch_is_another_dispute_between_two_others(debate, model, verdict):
    record = await debate(model([verdict(), verdict("branch"), verdict(), verdict("terminate")]))
    first, second = record.paths
    assert (first.stop.reason, second.stop.reason) == ("branched", "complete")
    assert [path.accepted for path in record.paths] == [True, True]
    assert second.perspective == "the insurer"
    assert [voice.persona_id for voice in second.voices] == ["u3", "u4"]
    assert [turn.persona_id for turn in asked(record, second)] == ["u3", "u4"]
    assert {turn.id for turn in record.path_turns(first)} & {turn.id for turn in record.path_turns(second)} == {
        "t1",
        "t2",
    }


async def test_the_first_of_a_further_dispute_tells_the_matter_and_goes_for_what_it_was_opened_for(
    debate, model, verdict, perspective
):
    opened = perspective(aim="find out who pays", brief="weigh 1.3 against 1.1")
    speaks = model([verdict(), verdict("branch", perspective=opened), verdict(), verdict("terminate")])
    record = await debate(speaks)
    first, second = [turn.aim for turn in asked(record, record.paths[1])]
    assert first == f"{phrases('debate_words')['opening_aim']}. find out who pays"
    assert second == "ask on"


async def test_the_same_two_go_another_way_from_a_later_turn(debate, model, verdict, perspective):
    elsewhere = perspective(same_person=True, fork_turn=4)
    record = await debate(model([verdict(), verdict("branch", perspective=elsewhere), verdict("terminate")]))
    first, second = record.paths
    assert second.fork == "t4"
    assert second.voices == first.voices
    assert [turn.persona_id for turn in asked(record, second)] == ["u1", "u2"]
    assert second.accepted


async def test_a_path_on_which_one_never_spoke_is_noted_and_kept(debate, model, verdict):
    record = await debate(model([verdict("terminate")]))
    assert record.paths[0].accepted
    [found] = [one for one in record.findings if one["kind"] == "one_sided"]
    assert (found["severity"], found["says"]) == ("signal", "Insurer never spoke")


async def test_max_calls_is_never_exceeded_and_a_branch_counts_its_casting(debate, model, verdict):
    for limit in range(1, 15):
        record = await debate(model([verdict(), verdict("branch"), verdict(), verdict()]), max_calls=limit)
        assert record.usage["calls"] <= limit
        assert record.status == ("done" if limit >= 5 else "rejected")
    # Eight calls for the first path; the casting and an exchange of the second take four.
    assert len(record.paths) == 2
    assert len((await debate(model([verdict(), verdict("branch")]), max_calls=11)).paths) == 1


async def test_a_person_of_ones_own_finds_an_opponent(debate, model, verdict, persona):
    speaks = model([verdict(), verdict("terminate")])
    record = await debate(speaks, persona=persona)
    [casting] = [messages for node, messages in speaks.seen if node == "cast_sides"]
    assert persona.situation in casting[-1].text
    assert record.personas["u1"] == persona.model_dump()
    assert record.personas["u2"]["role"].startswith("insurer")


async def test_without_personas_two_nobodies_argue_and_nobody_is_cast(debate, model, verdict):
    speaks = model([verdict(), verdict("branch"), verdict(), verdict("terminate")])
    record = await debate(speaks, persona=False)
    assert "cast_sides" not in [node for node, _ in speaks.seen]
    assert record.personas == {}
    for path in record.paths:
        assert path.accepted
        assert [turn.text.partition(":")[0] for turn in asked(record, path)] == ["First speaker", "Second speaker"]


@pytest.mark.parametrize("stop", ["seed_answer", "cast_sides", "debate_turn", "refine"])
async def test_a_debate_that_was_stopped_goes_on_as_if_it_had_not_been(debate, model, verdict, snippet, stop):
    def script():
        return model([verdict(), verdict("branch"), verdict(), verdict("terminate")])

    whole = await debate(script())
    graph = load("debate")
    graph.checkpointer = InMemorySaver()
    settings, config = Settings(model=script()), {"configurable": {"thread_id": stop}}
    state = await graph.ainvoke(open_dialogue(snippet), config, context=settings, interrupt_after=[stop])
    assert state["status"] == "open"
    ended = await graph.ainvoke(None, config, context=settings)
    record = record_of(ended, "debate", settings, 0.0)
    assert (record.turns, record.paths) == (whole.turns, whole.paths)


async def test_a_swapped_name_or_a_third_voice_keeps_a_path_out(debate, model, verdict, snippet):
    def swapped(state):
        path = state["paths"][-1]
        said = state["turns"][-1]
        name, id_ = ("Insurer", "u1") if len(state["turns"]) < 4 else ("Insurer", "u9")
        turn = {**said, "id": f"t{len(state['turns']) + 1}", "parent_id": said["id"], "role": "user"}
        turn |= {"text": f"{name}: No {len(state['turns'])}.", "persona_id": id_, "made_by": "model", "labels": []}
        return {"turns": [turn], "paths": [{**path, "leaf": turn["id"]}]}

    record = await debate(model([verdict("terminate")]), load("debate", debate_turn=swapped))
    assert record.status == "rejected"
    assert record.paths[0].reasons == ("found: voices",)


async def test_a_record_with_a_swapped_name_or_a_third_voice_is_refused(debate, model, verdict):
    record = await debate(model([verdict(), verdict("terminate")]))
    for changes, says in (
        ({"persona_id": "u9"}, "spoken by nobody at this table"),
        ({"persona_id": "u1"}, "Fitter speaks out of turn"),
        ({"text": "Fitter: It is mine."}, "spoken by Insurer and not under that name"),
        ({"text": "Insurer: No.\nFitter: Yes."}, "Insurer speaks for Fitter"),
    ):
        row = record.model_dump(mode="json")
        row["turns"][4].update(changes)
        with pytest.raises(ValueError, match=says):
            Record.model_validate(row)


@pytest.fixture
def valves():
    """A snippet with more to say."""
    return next(iter(cq.read([EXAMPLES / "relief-valves.md"])))


def test_the_model_in_the_box_debates_the_same_way_each_time(valves):
    first, second = (cq.converse(valves, strategy="debate", max_turns=6, max_branches=0) for _ in range(2))
    assert first.turns == second.turns
    [path] = first.accepted
    names = [voice.name for voice in path.voices]
    assert [turn.text.partition(":")[0] for turn in asked(first, path)] == names
    assert f", {names[0]}" in asked(first, path)[1].text
    assert cq.check(first) == []


def test_a_persona_that_speaks_twice_of_two_trades_is_found_among_two_voices_as_well(valves):
    record = cq.converse(valves, strategy="debate", max_turns=8, max_branches=0)
    row = record.model_dump(mode="json")
    name = record.paths[0].voices[0].name
    users = [turn for turn in row["turns"] if turn["role"] == "user" and turn["made_by"] == "model"]
    users[0]["text"] = f"{name}: I am a baker, and it leaks."
    users[1]["text"] = f"{record.paths[0].voices[1].name}: I am a plumber, and it does not."
    assert [one["kind"] for one in cq.check(Record.model_validate(row))] == []
    users[2]["text"] = f"{name}: I am a dentist, and it leaks."
    assert [one["kind"] for one in cq.check(Record.model_validate(row))] == ["identities"]
