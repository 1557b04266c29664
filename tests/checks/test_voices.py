"""Two voices on the user's side: what is meant passes, and a mix-up of them is found."""

import pytest

from colloquist.nodes.checks import Speaker, check_path
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet

SNIPPET = Snippet(text="A bridge with a span of 120 m stands on rock. It does not move when the river rises.")


def somebody(role, situation):
    fields = dict.fromkeys(("goal", "tone", "style", "perspective"), "plain")
    return Persona(role=role, situation=situation, knows=["water"], gaps=["rock"], **fields)


SPEAKERS = [
    Speaker("u1", "Miller", somebody("miller", "a crack of 14 cm runs along the quay wall behind her boathouse")),
    Speaker("u2", "Ferryman", somebody("ferryman", "a licence for eleven passengers ends in autumn")),
]


def a_path(*said):
    """Return a path: pairs of a persona's id and what is said, or an answer as a bare text."""
    opening = [("", "What does the bridge stand on?"), "It stands on rock."]
    turns = []
    for n, one in enumerate([*opening, *said], start=1):
        who, text = one if isinstance(one, tuple) else (None, one)
        turns.append(
            {
                "id": f"t{n}",
                "parent_id": f"t{n - 1}" if n > 1 else None,
                "path_id": "p1",
                "role": "user" if who is not None else "assistant",
                "text": text,
                "made_by": "seed" if n < 3 else "model",
                "persona_id": who or None,
                "labels": [],
            }
        )
    return turns


def kinds(*said):
    found = check_path(a_path(*said), [SNIPPET], None, "en", SPEAKERS)
    return [(one["kind"], one["says"]) for one in found if one["severity"] != "signal"]


GOOD = (
    ("u1", "Miller: I am a miller, and my wall has moved."),
    "Rock does not, Miller.",
    ("u2", "Ferryman: I am a ferryman, and I saw it move too."),
    "Both of you saw a wall and not the rock. Miller: that is the point, said in the middle of a line.",
    ("u1", "Miller: Then it is the wall."),
    "Then it is.",
)


def test_two_trades_in_two_mouths_are_no_mix_up():
    assert kinds(*GOOD) == []


@pytest.mark.parametrize(
    ("place", "said", "says"),
    [
        (2, ("u2", "Miller: I saw it move too."), "spoken by Ferryman and not under that name"),
        (2, ("u1", "Miller: I saw it move too."), "Miller speaks out of turn"),
        (2, ("u3", "Judge: I saw it move too."), "spoken by nobody at this table"),
        (2, ("u2", "I saw it move too."), "spoken by Ferryman and not under that name"),
        (2, ("u2", "Ferryman: I did.\nMiller: So did I."), "Ferryman speaks for Miller"),
        (3, "Ferryman: I grant that it was the wall.", "the assistant speaks as Ferryman"),
        (3, "So it is settled.\n\n**Miller:** And I am glad.", "the assistant speaks as Miller"),
    ],
)
def test_a_mix_up_of_voices_is_found(place, said, says):
    path = [*GOOD[:place], said, *GOOD[place + 1 :]]
    assert ("voices", says) in kinds(*path)


def test_two_trades_in_one_of_two_mouths_are_found():
    path = [*GOOD[:4], ("u1", "Miller: I am a baker by now.")]
    assert ("identities", 'the user is "baker" here and "miller" in turn t3') in kinds(*path, "Then it is.")


@pytest.mark.parametrize("leak", ["Your licence for eleven passengers matters.", "Your crack of 14 cm is old."])
def test_what_only_the_notes_on_either_of_them_hold_is_found_in_an_answer(leak):
    assert [kind for kind, _ in kinds(*GOOD[:3], leak)] == ["persona_leak"]
