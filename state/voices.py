"""Voices: several people who speak the user's turns of one path, in turn, each under a name of their own."""

import re
from collections.abc import Collection, Mapping, Sequence

from colloquist.state.dialogue import Dialogue, Voice
from colloquist.state.tree import current_path, spoken


def next_voice(dialogue: Dialogue) -> Voice | None:
    """Return who speaks next on the running path, or None where one person speaks all of the user's turns."""
    voices = current_path(dialogue).get("voices", [])
    if not voices:
        return None
    ids = [voice["persona_id"] for voice in voices]
    last = next((turn["persona_id"] for turn in reversed(spoken(dialogue)) if turn["persona_id"] in ids), ids[-1])
    return voices[(ids.index(str(last)) + 1) % len(voices)]


def named(name: str, text: str) -> str:
    """Return a message as it stands in a conversation of several voices: under the name of who says it."""
    return f"{name}: {text}"


def unnamed(name: str, text: str) -> str:
    """Return what somebody says without their own name in front of it."""
    return re.sub(rf"\A\s*[*_]*{re.escape(name)}[*_]*:[*_]*\s*", "", text, flags=re.IGNORECASE).strip()


def speaks_as(names: Collection[str], text: str) -> str:
    """Return the first of `names` under which a line of `text` is said, or nothing."""
    if not names:
        return ""
    either = "|".join(re.escape(name) for name in names)
    found = re.search(rf"^[*_]*({either})[*_]*:", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def out_of_turn(names: Mapping[str, str], said: Sequence[tuple[str | None, str]]) -> tuple[int, str] | None:
    """Return the place of the first message that is not what its voice could say, and what is wrong with it.

    `names` are by persona id, in the order of speaking; `said` are who spoke, and what, of the user's own
    messages on a path. None when each voice speaks in turn, under its name and under no other.
    """
    ids = list(names)
    for place, (id_, text) in enumerate(said):
        if id_ is None or id_ not in names:
            return place, "spoken by nobody at this table"
        if place and id_ != ids[(ids.index(str(said[place - 1][0])) + 1) % len(ids)]:
            return place, f"{names[id_]} speaks out of turn"
        if not text.startswith(named(names[id_], "")):
            return place, f"spoken by {names[id_]} and not under that name"
        other = speaks_as(names.values(), text.removeprefix(named(names[id_], "")))
        if other:
            return place, f"{names[id_]} speaks for {other}"
    return None
