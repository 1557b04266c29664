"""Loops of thanks and goodbyes: turns in which nothing is said any more."""

import re
from collections.abc import Iterator, Sequence

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding

MOST = 25
"""Words above which a turn with a thank-you in it still says something else."""
_PARTING = re.compile(
    r"\b(?:thanks|thank you|cheers|bye|goodbye|you(?:'re| are) (?:very |most )?welcome|my pleasure|no problem|"
    r"any ?time|take care|good luck|have a (?:nice|good|great|lovely)|all the best|see you|glad (?:it|that|to|I)|"
    r"much appreciated|enjoy|best of luck|likewise|you too|happy to help|don't mention it|danke|vielen dank|"
    r"gern geschehen|tschüss|auf wiedersehen|schönen tag|viel erfolg|alles gute|merci|au revoir|gracias|adiós|"
    r"de nada)\b",
    re.I,
)


def parting(path: Transcript) -> Iterator[Finding]:
    """Find the first turn of a run of two or more that only thank and take leave; from there it can be cut."""
    run = 0
    for place, turn in enumerate(path.turns):
        run = run + 1 if _only_parts(turn["text"]) else 0
        if run == 2:
            yield on_turn(path.turns[place - 1], "goodbyes", "from here on they only thank and take leave")
            return


def last_goodbyes(turns: Sequence[Turn]) -> int:
    """Return where the loop of thanks and goodbyes begins that a path ends on, or its length if there is none."""
    at = len(turns)
    while at > 2 and _only_parts(turns[at - 1]["text"]):
        at -= 1
    if at < len(turns) and turns[at]["role"] == "assistant":
        at += 1
    return at


def _only_parts(text: str) -> bool:
    return len(text.split()) <= MOST and bool(_PARTING.search(text)) and "?" not in text
