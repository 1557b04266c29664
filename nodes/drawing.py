"""What is drawn, repeatably: casting notes, opening moves and how openings begin, so that conversations differ.

In a run it is dealt by the snippet's position, so that the run covers all there is; anywhere else, and
without steering, it is drawn by lot.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from colloquist.nodes.dealing import dealt, dealt_pair
from colloquist.prompts import phrases
from colloquist.state.dialogue import Dialogue
from colloquist.state.sentences import asks
from colloquist.state.settings import Settings
from colloquist.state.tree import spoken
from colloquist.state.verdict import MOVES, Move

Card = TypeVar("Card")

CASTING = ("stake", "temperament", "brings", "writing")
"""What a casting note is made of, in pairs that are dealt so that each meets each."""
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


def draw(dialogue: Dialogue, settings: Settings, purpose: str, deck: Sequence[Card]) -> Card:
    """Return one of `deck`: dealt by the snippet's position in the run, or else drawn by lot."""
    position = _position(dialogue, settings)
    if position is None:
        return lot(dialogue, settings, purpose).choice(deck)
    return deck[dealt(len(deck), position, f"{settings.seed}/{purpose}", len(dialogue["paths"]) - 1)]


def casting_note(dialogue: Dialogue, settings: Settings, before: int = 0) -> str:
    """Return one drawn line each for what is at stake, temperament, what they bring and writing.

    `before` are those who are cast in the same step and have had their note.
    """
    options = phrases("casting", settings.prompts)
    return drawn_note(dialogue, settings, {kind: options[kind] for kind in CASTING}, before)


def drawn_note(dialogue: Dialogue, settings: Settings, options: Mapping[str, str], before: int = 0) -> str:
    """Return a drawn line of each of `options`, by its name; each two that stand together are dealt as a pair.

    No two people of one conversation get the same line while there are others.
    """
    decks = [(kind, lines.splitlines()) for kind, lines in options.items()]
    person, position = len(dialogue["casts"]) + before, _position(dialogue, settings)
    drawn: list[str] = []
    for at in range(0, len(decks), 2):
        pair = decks[at : at + 2]
        if position is None:
            drawn += [_by_lot(deck, dialogue, settings, person) for _, deck in pair]
        else:
            drawn += _dealt([deck for _, deck in pair], position, f"{settings.seed}/{pair[0][0]}", person)
    return "; ".join(f"{kind}: {line}" for kind, line in zip(options, drawn, strict=True))


def message_length(dialogue: Dialogue, settings: Settings, move: str) -> str:
    """Return how long the next user message should be: people do not always write the same amount."""
    kind = "length_with_a_case" if move in WITH_A_CASE else "length"
    lines = phrases("casting", settings.prompts)[kind].splitlines()
    return draw(dialogue, settings, f"{kind} {len(dialogue['turns'])}", lines)


def opening_move(dialogue: Dialogue, settings: Settings, among: Sequence[Move] = OPENINGS) -> Move:
    """Return the move of a path's first own turn; where the assistant has asked, one that answers."""
    asked = asks(spoken(dialogue)[-1]["text"])
    return _opening(dialogue, settings, ANSWERS if asked else among)[0]


def opening_form(dialogue: Dialogue, settings: Settings) -> str:
    """Return how a path's first own turn is to begin; nothing without steering, or where a question waits."""
    if not settings.steering or asks(spoken(dialogue)[-1]["text"]):
        return ""
    return _opening(dialogue, settings)[1]


def _opening(dialogue: Dialogue, settings: Settings, moves: Sequence[Move] = OPENINGS) -> tuple[Move, str]:
    forms = phrases("casting", settings.prompts)["opening"].splitlines()
    position = _position(dialogue, settings)
    if position is None:
        drawn = (lot(dialogue, settings, purpose) for purpose in ("opening", "opening form"))
        return next(drawn).choice(moves), next(drawn).choice(forms)
    person = len(dialogue["paths"]) - 1
    move, form = dealt_pair((len(moves), len(forms)), position, f"{settings.seed}/opening", person)
    return moves[move], forms[form]


def _position(dialogue: Dialogue, settings: Settings) -> int | None:
    return dialogue.get("position") if settings.steering else None


def _by_lot(deck: list[str], dialogue: Dialogue, settings: Settings, person: int) -> str:
    shuffled = list(deck)
    Random(f"{settings.seed}/{dialogue['snippet']['id']}/{deck[0]}").shuffle(shuffled)
    return shuffled[person % len(shuffled)]


def _dealt(decks: Sequence[list[str]], position: int, name: str, person: int) -> list[str]:
    if len(decks) == 1:
        return [decks[0][dealt(len(decks[0]), position, name, person)]]
    first, second = dealt_pair((len(decks[0]), len(decks[1])), position, name, person)
    return [decks[0][first], decks[1][second]]
