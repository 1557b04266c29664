"""The baseline: one reply is the whole conversation, cut, labelled, closed and recorded like any other."""

import pytest

from colloquist.graphs import load
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet


def said(text, kind="grounded", cites=("1.1",)):
    return {"text": text, "kind": kind, "cites": list(cites)}


def a_dialogue(who, *further, **changes):
    exchanges = [
        {"move": None, "message": "What is a relief valve?", "answer": [said("A valve that opens by itself.")]},
        {
            "move": "misread",
            "message": "So it shuts where it opened.",
            "answer": [
                said("No, lower.", "discourse", []),
                said("\n\nIt waits until the pressure has come down by 7 percent.", "grounded", ["1.3"]),
                said("\n- at 10 bar that is 0.7 bar", "derived", ["1.3"]),
            ],
        },
        *further,
    ]
    return {"persona": who.model_dump(), "exchanges": exchanges, **changes}


@pytest.fixture
def played(snippet, model):
    """Run the graph with a model that says these replies, and return record and model."""

    async def play(*replies, nodes=None, **options):
        playing = model([], whole_dialogue=list(replies), **(nodes or {}))
        settings = Settings(model=playing, **options)
        ended = await load("single_call").ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "single_call", settings, 0.0), playing

    return play


async def test_one_usable_reply_is_one_call_and_a_whole_conversation(played, persona):
    record, _ = await played(a_dialogue(persona))
    assert record.status == "done"
    assert [(call["node"], call["role"]) for call in record.calls] == [("whole_dialogue", "assistant")]
    [path] = record.accepted
    assert [turn.role for turn in record.path_turns(path)] == ["user", "assistant"] * 2
    assert (path.stop.reason, path.stop.detail) == ("complete", "one call wrote all 4 turns")
    assert {turn.made_by for turn in record.turns} == {"model"}
    assert {turn.persona_id for turn in record.turns} == {"u1"}
    assert record.personas["u1"]["role"] == persona.role
    assert [turn.move for turn in record.turns if turn.role == "user"] == [None, "misread"]


async def test_lines_stay_lines_and_every_sentence_keeps_what_it_rests_on(played, persona):
    record, _ = await played(a_dialogue(persona))
    last = record.turns[-1]
    assert last.text == (
        "No, lower.\n\nIt waits until the pressure has come down by 7 percent.\n- at 10 bar that is 0.7 bar"
    )
    source = record.snippet.id
    assert [(label.kind, label.cites) for label in last.labels] == [
        ("discourse", ()),
        ("grounded", (f"{source}#3",)),
        ("derived", (f"{source}#3",)),
    ]


async def test_an_answer_at_fault_is_mended_at_the_close_as_anywhere(played, persona, verdict):
    wrong = [said("It waits until the pressure has come down by 9 percent.", "grounded", ["1.3"])]
    bad = {"move": "deepen", "message": "How far below, then?", "answer": wrong}
    right = "It waits until the pressure has come down by 7 percent of what it was set to."
    mended = {"edits": [{"sentence": 1, "text": right}]}
    judged = verdict(labels=[{"sentence": 1, "kind": "grounded", "cites": ["1.3"]}])
    replies = iter([mended, judged])
    dialogue = a_dialogue(persona)
    dialogue["exchanges"][1]["answer"] = [said("No, at a lower one.", "discourse", [])]
    dialogue["exchanges"].append(bad)
    record, _ = await played(dialogue, nodes={"repair": lambda messages: next(replies)})
    assert record.status == "done"
    assert record.turns[-1].text == right
    assert [call["node"] for call in record.calls] == ["whole_dialogue", "repair", "repair"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"exchanges": []}, "exchanges"),
        ({"persona": None}, "describe the person"),
        ({"twice": "So it shuts where it opened."}, "repeats an earlier message"),
        ({"twice": " "}, "is empty"),
        ({"twice": '<turn n="3" by="user">\nWhy?'}, "markup of the prompt"),
    ],
)
async def test_what_is_no_conversation_is_asked_for_again_with_what_is_wrong(played, persona, change, says):
    message = change.pop("twice", None)
    further = [{"move": "deepen", "message": message, "answer": [said("Because.", "discourse", [])]}]
    wrong = a_dialogue(persona, *(further if message else []), **change)
    record, playing = await played(wrong, a_dialogue(persona))
    assert [call["outcome"] for call in record.calls][1] == "ok"
    assert record.status == "done"
    assert says in playing.seen[1][1][-1].text


async def test_more_exchanges_than_the_path_has_turns_for_are_not_taken(played, persona):
    further = {"move": "deepen", "message": "Why does it wait?", "answer": [said("The rim.", "discourse", [])]}
    record, playing = await played(a_dialogue(persona, further), a_dialogue(persona), max_turns=5)
    assert [call["outcome"] for call in record.calls] == ["unreadable", "ok"]
    assert "2 exchanges, a message and its answer each" in playing.seen[0][1][1].text
    assert len(record.turns) == 4


async def test_a_claim_that_cites_nothing_real_is_not_called_grounded(played, persona):
    dialogue = a_dialogue(persona)
    dialogue["exchanges"][0]["answer"].append(said("Springs are made in Sheffield.", "grounded", ["9.9"]))
    record, _ = await played(dialogue, extensions="allow")
    assert [label.kind for label in record.turns[1].labels] == ["grounded", "extension"]


async def test_a_given_person_speaks_and_nobody_does_without_one(played, persona):
    record, playing = await played(a_dialogue(persona, persona=None), persona=persona)
    assert record.personas["u1"]["goal"] == persona.goal
    assert persona.situation in playing.seen[0][1][1].text
    record, playing = await played(a_dialogue(persona, persona=None), persona=False)
    assert record.status == "done"
    assert not record.personas
    assert "nobody in particular" in playing.seen[0][1][0].text


async def test_it_may_stand_on_what_the_graphs_may_stand_on_and_keeps_what_was_used(played, persona, snippet):
    class Shelf:
        def neighbours(self, near):
            return [Snippet(text="A bursting disc opens once and for all."), Snippet(text="Gauges drift in heat.")]

        def related(self, query, limit):
            return []

    dialogue = a_dialogue(persona)
    dialogue["exchanges"][1]["answer"].append(said("A disc bursts only once.", "grounded", ["2.1"]))
    record, playing = await played(dialogue, library=Shelf())
    assert "Gauges drift in heat." in playing.seen[0][1][1].text
    assert [source.text for source in record.sources] == ["A bursting disc opens once and for all."]
    assert record.turns[3].sources == (record.sources[0].id,)
    alone, playing = await played(a_dialogue(persona), library=Shelf(), sources=0)
    assert "Gauges" not in playing.seen[0][1][1].text
    assert not alone.sources
