"""The whole dialogue at once: director, user and assistant in one head, one exchange after the other."""

import re
from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.assistant import focus, reply_to
from colloquist.models.embedded.beyond import admission
from colloquist.models.embedded.directions import directions
from colloquist.models.embedded.inpainting import term
from colloquist.models.embedded.labels import labels
from colloquist.models.embedded.passage import Passage, read_passage, said, waiting
from colloquist.models.embedded.persona import persona
from colloquist.models.embedded.planning import chosen
from colloquist.models.embedded.scene import Scene
from colloquist.models.embedded.seed import seed_answer
from colloquist.models.embedded.user import spoken_by
from colloquist.state.persona import Persona
from colloquist.state.sentences import split_sentences
from colloquist.state.whole import Exchange, SaidSentence, WholeDialogue

FEWEST, COMMON = 2, 5
_WANTED = re.compile(r"\b(\d+) exchanges\b")


def whole_dialogue(text: str) -> WholeDialogue:
    """Return the conversation that a prompt asks for, with somebody of its own where nobody is given."""
    found = reading.sources(text) or [reading.Source(1, "", (text.strip()[-200:] or "…",))]
    passages = [read_passage(source) for source in found]
    given = reading.persona(text)
    who = persona(text) if given is None else None
    seed = seed_answer(found[0])
    opened = [
        SaidSentence(text=reading.without_markup(part.text), kind=part.kind, cites=part.cites)
        for part in seed.answer
    ]
    exchanges = [Exchange(move=None, message=reading.without_markup(seed.question), answer=opened)]
    while len(exchanges) < _wanted(text):
        further = _further(exchanges, passages, rows(who) if who else given or {})
        if further is None or (len(exchanges) >= FEWEST and not _fresh(further, exchanges)):
            break
        exchanges.append(further)
    return WholeDialogue(persona=who, exchanges=exchanges)


def rows(who: Persona) -> dict[str, str]:
    """Return what the user agent reads of a persona, by the labels that prompts give it."""
    return {
        "What brings you here": who.situation,
        "What you do not know": "; ".join(who.gaps),
        "How you sound": who.tone,
        "How you write": who.style,
    }


def _wanted(text: str) -> int:
    found = _WANTED.search(reading.without_blocks(text))
    return int(found[1]) if found else COMMON


def _fresh(further: Exchange, exchanges: Sequence[Exchange]) -> bool:
    """Whether an exchange says nothing that was said word for word."""
    before = {words for one in exchanges for words in _said_in(one)}
    return before.isdisjoint(_said_in(further))


def _said_in(exchange: Exchange) -> list[str]:
    answer = " ".join(part.text for part in exchange.answer)
    return [" ".join(text.split()) for text in (exchange.message, answer)]


def _further(exchanges: Sequence[Exchange], passages: Sequence[Passage], who: dict[str, str]) -> Exchange | None:
    """Return the next exchange, or None when everything that can stand alone has been said."""
    asked = [one.message for one in exchanges]
    answered = [" ".join(part.text for part in one.answer) for one in exchanges]
    scene = Scene(passages, waiting(passages, said(answered)), asked, answered, "")
    move = chosen(directions(scene, 2 * len(exchanges)), [one.move for one in exchanges])
    if move is None and len(exchanges) >= FEWEST:
        return None
    spoken = zip(asked, answered, strict=True)
    turns = [reading.Turn(by, one) for pair in spoken for by, one in zip(("user", "assistant"), pair, strict=True)]
    task = reading.Task(move.move, move.aim) if move else reading.Task("", "")
    message = spoken_by(who, turns, task)
    message = message if any(char.isalnum() for char in message) else term(answered[-1])
    given = reply_to(message, move.brief if move else "", passages, answered, answered)
    answer = split_sentences(reading.without_markup(given))
    if " ".join(answer) in (" ".join(one.split()) for one in answered):
        answer = split_sentences(admission(focus(message), frozenset(), answered))
    parts = [
        SaidSentence(text=one, kind=label.kind, cites=label.cites)
        for one, label in zip(answer, labels(answer, passages), strict=True)
    ]
    return Exchange(move=move.move if move else None, message=message, answer=parts)
