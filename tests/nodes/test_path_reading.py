"""The reader of finished paths: what it is shown, what of its reply is refused, what the one in the box says."""

import re

import pytest

from colloquist.models import Caller, ModelFailure, ScriptedModel
from colloquist.nodes.path_reading import read_path
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import RoleSettings, Settings

TURNS = [
    ("user", "When does it open?"),
    (
        "assistant",
        "It opens when the pressure under the disc exceeds its spring. It closes when 9 percent of that are gone.",
    ),
    ("user", "Suppose mine stood in the rain. What would it cost?"),
    ("assistant", "I do not know what it would cost. Rain makes bronze springs brittle within a winter."),
]


def turns():
    """Return the turns, with labels that no reader may see."""
    said = {"path_id": "p1", "made_by": "model", "persona_id": "u1", "move": "probe"}
    label = {"sentence": "x", "kind": "grounded", "cites": []}
    return [
        {"id": f"t{n}", "parent_id": None, "role": role, "text": text, "labels": [label], **said}
        for n, (role, text) in enumerate(TURNS, start=1)
    ]


def sentence(number, says="discourse", rests_on=()):
    return {"sentence": number, "rests_on": list(rests_on), "why": "", "says": says}


def exchange(turn):
    return {"turn": turn, "stage": "foundation", "new_case": False, "beyond": "settled"}


GOOD = {"sentences": [sentence(n) for n in (1, 2, 3, 4)], "exchanges": [exchange(2), exchange(4)]}


def caller(snippet, *replies):
    model = ScriptedModel(script={"": list(replies)})
    settings = Settings(roles={"judge": RoleSettings(model=model)})
    return model, Caller("read_conversation", open_dialogue(snippet), settings)


async def test_it_sees_the_sources_and_what_was_said_and_nothing_else(snippet):
    model, asks = caller(snippet, GOOD)
    await read_path(asks, turns(), [snippet])
    shown = "\n".join(message.text for message in model.seen[0][1])
    assert all(sentence in shown for sentence in snippet.sentences)
    assert [int(n) for n in re.findall(r"^\[a(\d+)\] ", shown, re.MULTILINE)] == [1, 2, 3, 4]
    assert TURNS[2][1] in shown
    for hidden in ("grounded", "probe", "u1", "conversation.py", "model"):
        assert hidden not in shown.partition("<source")[2]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({**GOOD, "sentences": GOOD["sentences"][:3]}, "a4 is missing"),
        ({**GOOD, "sentences": [*GOOD["sentences"], sentence(5)]}, "a5 is one too many"),
        ({**GOOD, "exchanges": [exchange(2), exchange(3)]}, "turn 4 is missing"),
        ({**GOOD, "sentences": [*GOOD["sentences"][:3], sentence(4, "supported")]}, "names nothing that supports"),
        ({**GOOD, "sentences": [*GOOD["sentences"][:3], sentence(4, "supported", ["1.9"])]}, "not there"),
        ({**GOOD, "sentences": [*GOOD["sentences"][:3], sentence(4, "supported", ["t2"])]}, "not there"),
    ],
)
async def test_a_reading_that_is_not_whole_is_asked_for_again_and_never_counted(snippet, bad, says):
    model, asks = caller(snippet, bad, GOOD)
    reading = await read_path(asks, turns(), [snippet])
    assert len(reading.sentences) == 4
    assert says in model.seen[1][1][-1].text
    with pytest.raises(ModelFailure, match=says):
        await read_path(caller(snippet, bad, bad, bad)[1], turns(), [snippet])


async def test_the_reader_in_the_box_counts_words_and_says_the_same_each_time(snippet):
    readings = [
        await read_path(Caller("read_conversation", open_dialogue(snippet), Settings()), turns(), [snippet])
        for _ in range(2)
    ]
    assert readings[0] == readings[1]
    assert [one.says for one in readings[0].sentences] == ["supported", "contradicted", "refusal", "not_in_source"]
    assert readings[0].sentences[0].rests_on == ["1.1"]
    assert [(one.new_case, one.beyond) for one in readings[0].exchanges] == [
        (False, "settled"),
        (True, "admitted"),
    ]
