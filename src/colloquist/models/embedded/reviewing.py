"""Reviewing: what a critic sees of an answer by plain measures, and which sentence waits to be asked for."""

import re
from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.labels import labels
from colloquist.models.embedded.passage import Passage, read_passage, said, waiting
from colloquist.models.embedded.words import stems
from colloquist.state.review import Review

_REASONS = re.compile(r"\b(?:because|since|so that|therefore|thus|if|when|so)\b", re.IGNORECASE)


def review(text: str) -> Review:
    """Return the review of the answer in a prompt from the angle that it names; nothing is found at fault."""
    passages = [read_passage(source) for source in reading.sources(text)]
    answer, turns = reading.answer(text), reading.turns(text)
    told = [*(turn.text for turn in turns if turn.by == "assistant"), " ".join(answer)]
    units = waiting(passages, said(told))
    angle = reading.line_after(text, "Your angle")
    if angle.startswith("the person"):
        seen = _met(answer, [turn.text for turn in turns if turn.by == "user"])
    elif angle.startswith("what is learned"):
        seen = _reasoned(answer)
    else:
        seen = _held(answer, passages)
    ahead = f"Go on to what {units[0].ids[0]} says." if units else "Nothing is left that can stand alone."
    return Review(seen=seen, faults=[], next_step=ahead)


def _held(answer: Sequence[str], passages: Sequence[Passage]) -> str:
    held = [label for label in labels(answer, passages) if label.cites]
    ids = ", ".join(dict.fromkeys(cite for label in held for cite in label.cites))
    return f"{len(held)} of {len(answer)} sentences are held by a source" + (f": {ids}." if ids else ".")


def _reasoned(answer: Sequence[str]) -> str:
    reasons = sum(bool(_REASONS.search(sentence)) for sentence in answer)
    figures = sum(any(char.isdigit() for char in sentence) for sentence in answer)
    return f"{reasons} of {len(answer)} sentences give a reason or a condition, {figures} a figure."


def _met(answer: Sequence[str], asked: Sequence[str]) -> str:
    wanted = stems(asked[-1]) if asked else frozenset[str]()
    return f"{len(wanted & stems(' '.join(answer)))} of {len(wanted)} telling words of the message come up again."
