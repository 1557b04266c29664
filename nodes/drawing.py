"""What is drawn by lot, repeatably: casting notes and opening moves, so that conversations differ."""

from collections.abc import Sequence
from random import Random

from colloquist.prompts import phrases
from colloquist.state.dialogue import Dialogue
from colloquist.state.sentences import asks
from colloquist.state.settings import Settings
from colloquist.state.tree import spoken
from colloquist.state.verdict import MOVES, Move

CASTING = ("stake", "brings", "temperament", "writing")
WITH_A_CASE = ("new_scenario", "misread", "try_out", "ask_task", "report_back", "summarise")
ANSWERS: tuple[Move, ...] = ("try_out", "misread")
OPENINGS: tuple[Move, ...] = ("deepen", "new_scenario", "object", "misread", "try_out", "ask_task", "report_back")

CHALLENGES: tuple[Move, ...] = ("new_scenario", "object", "misread", "report_back")
"""How somebody opens who has another person to answer them."""


def moves_in_words(settings: Settings) -> str:
    """Return every move with what a user does by it, a line each."""
    words = phrases("moves", settings.prompts)
    return "\n".join(f"- {move}: {words[move]}" for move in MOVES)


def lot(dialogue: Dialogue, settings: Settings, purpose: str) -> Random:
    """Return a generator that depends on the seed, the snippet, the path and the purpose alone."""
    return Random(f"{settings.seed}/{dialogue['snippet']['id']}/{len(dialogue['paths'])}/{purpose}")


def casting_note(dialogue: Dialogue, settings: Settings, before: int = 0) -> str:
    """Return one drawn line each for what is at stake, what they bring, temperament and writing.

    `before` are those who are cast in the same step and have had their note.
    """
    options = phrases("casting", settings.prompts)
    drawn = {kind: _dealt(options[kind], dialogue, settings, before) for kind in CASTING}
    return "; ".join(f"{kind}: {line}" for kind, line in drawn.items())


def _dealt(lines: str, dialogue: Dialogue, settings: Settings, before: int) -> str:
    """Deal like cards: no two people of one conversation get the same line while there are others."""
    deck = lines.splitlines()
    Random(f"{settings.seed}/{dialogue['snippet']['id']}/{deck[0]}").shuffle(deck)
    return deck[(len(dialogue["casts"]) + before) % len(deck)]


def message_length(dialogue: Dialogue, settings: Settings, move: str) -> str:
    """Return how long the next user message should be: people do not always write the same amount."""
    kind = "length_with_a_case" if move in WITH_A_CASE else "length"
    lines = phrases("casting", settings.prompts)[kind].splitlines()
    return lot(dialogue, settings, f"length {len(dialogue['turns'])}").choice(lines)


def opening_move(dialogue: Dialogue, settings: Settings, among: Sequence[Move] = OPENINGS) -> Move:
    """Return the move of a path's first own turn; where the assistant has asked, one that answers."""
    asked = asks(spoken(dialogue)[-1]["text"])
    return lot(dialogue, settings, "opening").choice(ANSWERS if asked else among)
