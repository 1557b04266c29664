"""The verifier and the mender: plain measures of words and numbers that stand in for a reader who understands."""

import re

from colloquist.models.embedded import reading
from colloquist.models.embedded.words import stems, words
from colloquist.state.verification import (
    ClaimSupport,
    Edit,
    ExtensionTruth,
    ExtensionTruths,
    Repair,
    Support,
    Verification,
)

_SHARED = 0.5
_ASKED = re.compile(r"^a(\d+)\b", re.MULTILINE)
_FAULTY = re.compile(r"^- a(\d+): ", re.MULTILINE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", re.IGNORECASE)


def verification(text: str) -> Verification:
    """Return a verdict on every claim that is asked about: by numbers, shared words, a "not" more or less."""
    answer = reading.answer(text)
    given = [sentence for source in reading.sources(text) for sentence in source.sentences]
    said = [turn.text for turn in reading.turns(text)]
    found = []
    for n in _asked(text):
        sentence = answer[n - 1] if n <= len(answer) else ""
        verdict, why = support(sentence, given, said)
        found.append(ClaimSupport(sentence=n, why=why, verdict=verdict))
    return Verification(claims=found)


def extension_truths(text: str) -> ExtensionTruths:
    """Return that nothing can be told of what goes beyond the sources: this model knows nothing else."""
    why = "It knows nothing but its sources."
    return ExtensionTruths(
        claims=[ExtensionTruth(sentence=n, why=why, verdict="cannot_tell") for n in _asked(text)]
    )


def repair(text: str) -> Repair:
    """Return the answer without the sentences that the faults name; its only one becomes a source sentence."""
    answer, faults = reading.answer(text), reading.tagged(text, "faults")
    named = {int(n) for n in _FAULTY.findall(faults)}
    gone = [n for n in range(1, len(answer) + 1) if n in named] or [len(answer)]
    if len(gone) < len(answer):
        return Repair(edits=[Edit(sentence=n, text="") for n in gone])
    said = [*answer, *(turn.text for turn in reading.turns(text)), reading.tagged(text, "later")]
    given = [sentence for source in reading.sources(text) for sentence in source.sentences]
    new = next(
        (s for s in given if not reading.carries_markup(s) and not any(s in one for one in said)),
        "That I do not know.",
    )
    return Repair(edits=[Edit(sentence=n, text=new if n == gone[0] else "") for n in gone])


def _asked(text: str) -> list[int]:
    return [int(n) for n in _ASKED.findall(reading.without_blocks(text))]


def support(sentence: str, given: list[str], said: list[str]) -> tuple[Support, str]:
    """Return what can be told of a claim beside the sentences `given` and what was `said` before, and by what."""
    own = stems(sentence)
    known = {number for one in [*given, *said] for number in _NUMBER.findall(one)}
    strange = [number for number in _NUMBER.findall(sentence) if number not in known]
    if strange:
        return "contradicted", f"{strange[0]} stands in no source."
    nearest = max(given, key=lambda one: len(own & stems(one)), default="")
    share = len(own & stems(nearest)) / max(1, len(own))
    if share < _SHARED and words(sentence):
        return "not_in_source", f"{share:.0%} of its words are in the nearest sentence."
    whole = sentence.casefold() in nearest.casefold() or nearest.casefold() in sentence.casefold()
    if not whole and len(_NOT.findall(sentence)) % 2 != len(_NOT.findall(nearest)) % 2 and share > 1 - _SHARED / 2:
        return "contradicted", "It differs from the nearest sentence by a negation."
    return "supported", f"{share:.0%} of its words are in the nearest sentence."
