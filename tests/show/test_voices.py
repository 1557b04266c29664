"""Where several people speak for the user, every view says who speaks."""

import json
import re

import pytest

import colloquist as cq
from colloquist.run.training import conversation_row
from colloquist.show import Step


@pytest.fixture(scope="module")
def debate():
    text = (
        "A relief valve opens when the pressure under its disc exceeds the force of its spring. "
        "Once it is open, the wider rim of the disc adds lifting area. "
        "It closes only after the pressure has fallen 7 percent below the set pressure. "
        "A worn seat leaks before the set pressure is reached. "
        "If the outlet is narrow, the pressure behind the disc rises and shuts it again. "
        "A valve that opens and shuts many times a second damages its own seat."
    )
    return cq.converse(
        cq.Snippet(text=text, title="Relief valves"), strategy="debate", max_branches=0, max_turns=6
    )


def test_the_terminal_names_who_speaks_beside_each_turn_and_both_with_their_notes(debate):
    shown = str(debate)
    first, second = debate.paths[0].voices
    assert re.search(rf"^u1 {first.name.split()[0]}", shown, re.MULTILINE)
    assert re.search(rf"^u2 {second.name.split()[0]}", shown, re.MULTILINE)
    margins = [line[:14].strip() for line in shown.splitlines() if line.startswith(("user t", "assistant t"))]
    assert margins == ["user t3", "assistant t4", "user t5", "assistant t6"]
    for turn, voice in (("t3", first), ("t5", second)):
        [_, after] = shown.split(f"\nuser {turn} ", 1)
        assert voice.name.split()[0] in after.splitlines()[1][:14]


def test_the_page_names_who_speaks_beside_each_turn_and_both_above_the_path(debate):
    shown = debate._repr_html_()
    first, second = debate.paths[0].voices
    roles = [debate.personas[voice.persona_id]["role"] for voice in (first, second)]
    assert f"u1 {first.name}, {roles[0]}; u2 {second.name}, {roles[1]}" in shown
    move = debate.turns[2].move.replace("_", " ")
    assert f"{first.name} · {move} · t3" in shown


def test_the_step_that_casts_tells_of_both():
    people = [
        {"id": f"u{n}", "persona": {"role": role, "goal": "to win"}} for n, role in ((1, "fitter"), (2, "buyer"))
    ]
    told = str(Step.of("cast_sides", {"casts": people}, {"paths": [{"id": "p1"}]}))
    assert told == "persona: fitter, to win\npersona: buyer, to win"


def test_the_names_stand_in_the_training_data_and_meta_says_who_they_are(debate):
    row = json.loads(json.dumps(conversation_row(debate, debate.accepted[0])))
    names = [voice.name for voice in debate.paths[0].voices]
    said = [message["content"] for message in row["messages"] if message["role"] == "user"][1:]
    assert [text.partition(": ")[0] for text in said] == names
    assert row["meta"]["persona"] == "; ".join(
        f"{voice.name}: {debate.personas[voice.persona_id]['role']}" for voice in debate.paths[0].voices
    )
    assert debate.text().count(f"user: {names[0]}: ") == 1
