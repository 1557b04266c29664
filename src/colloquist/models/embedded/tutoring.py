"""Tutoring: how the embedded model's tutor asks once something was told, and how its learner tries."""

import re
from collections.abc import Sequence

from colloquist.models.embedded.nouns import phrases
from colloquist.models.embedded.passage import Unit
from colloquist.models.embedded.reading import Turn
from colloquist.models.embedded.words import lot
from colloquist.state.sentences import asks
from colloquist.state.verdict import Move, NextMove

_NAME = re.compile(r"[\w'’ -]+")
NO_QUESTION = "ask no further question"
_NEXT = (
    "What does that leave of your view, as far as {k} goes?",
    "What would you now expect of {k}?",
    "How does that go together with what you took for granted about {k}?",
    "And what follows from it for {k}, in your own words?",
    "Where would you have put {k} in your own account?",
    "Which part of what you believed has to give way to {k}?",
)
_TRIES = (
    "I would have said that it makes no odds.",
    "My guess is that it stays as it was.",
    "As I see it, one and the same thing would come out.",
    "I should think that it settles by itself.",
    "Going by what I had in mind, hardly anything changes.",
)
_SEES = "Then that is where I went wrong at the beginning, and I take it back."
_SEE = "Say that you see it now"
_MOVES: tuple[Move, ...] = ("try_out", "relate", "misread")


def is_tutoring(answered: Sequence[str]) -> bool:
    """Whether the first answer of a conversation asks: then asking is the assistant's part."""
    return bool(answered) and asks(answered[0])


def question_on(unit: Unit, before: Sequence[str]) -> str:
    """Return the tutor's question after a unit was told, one that was not put before; mostly there is one."""
    named = [one for one in phrases(unit.spoken) if len(one.split()) < 4 and _NAME.fullmatch(one)]
    start = lot("next", unit.spoken)
    told = "\n".join(before)
    for n in range(len(_NEXT)):
        form = _NEXT[(start + n) % len(_NEXT)]
        if named and form.partition("{k}")[0] not in told:
            return form.format(k=named[0])
    return ""


def led(moves: Sequence[NextMove], waiting: int, spoken: int, allowed: int) -> list[NextMove]:
    """Turn proposals that go after an answer into a learner's tries and a tutor's questions.

    In the last exchange, or with the last of what waits, nothing is asked any more.
    """
    closing = spoken + 4 > allowed or waiting < 3
    found = []
    for n, move in enumerate(moves):
        told: dict[str, str] = {"move": _MOVES[n % len(_MOVES)]}
        if closing:
            told |= {"aim": f"{_SEE}: {move.aim}", "brief": f"{move.brief[:-1]}, then {NO_QUESTION}."}
        found.append(move.model_copy(update=told))
    return found


def tried(aim: str, turns: Sequence[Turn]) -> str:
    """Return the learner's try where the tutor has asked, or what they see where the aim says so.

    It claims nothing that could be checked.
    """
    said = "\n".join(turn.text for turn in turns if turn.by == "user")
    if aim.startswith(_SEE):
        return "" if _SEES in said else _SEES
    if not turns or turns[-1].by == "user" or not asks(turns[-1].text):
        return ""
    start = lot(turns[-1].text) % len(_TRIES)
    return next((one for one in [*_TRIES[start:], *_TRIES[:start]] if one not in said), "")
