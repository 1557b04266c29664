"""Specific questions: what a sentence answers, read off its own clauses where that is safe."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from colloquist.models.embedded.clause import Clause, finite_later, parse
from colloquist.models.embedded.lexicon import PREPOSITIONS
from colloquist.models.embedded.verbs import BASE
from colloquist.models.embedded.vocabulary import Vocabulary

LONGEST_CLAUSE = 17
_PARENTHESIS = re.compile(r"\s*\([^()]*\)|,? that is,[^,]*,")
_BAD = re.compile(
    r"[:;()\[\]{}\"“”|=^<>*]|\d\.\s|--|—"
    r"|\b(?:this|these|those|latter|former|such|both of|he|she|his|her|him|here|below that|in turn)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them)\b", re.IGNORECASE)
_LOOSE = re.compile(r"\b(?:therefore|thus|hence|then|also) ")
_BECAUSE = re.compile(r"\A([^,;:]+),? because |\A([^,;:]+), since ")
_BECAUSE_FIRST = re.compile(r"\A(?:Because|Since) [^,]+, ([^,;:]+?)(?:, (?:so|and|but)\b.*)?\Z")
_SO = re.compile(r", so (?!that\b|much\b|far\b|on\b|long\b)([^,;:]+)")
_IF = re.compile(r"\A(If|When|Once|After|Where|As|Before) ([^,;:]+), ")
_WHEN = re.compile(r"\A([^,;:]+?),?(?: only)? (?:when|once|as soon as|if) [^;:]+\Z")
_UNTIL = re.compile(r"\A([^,;:]+) until ")
_TO = re.compile(r"\A(?:In order to|To) ([^,;:]+), (.+)\Z")
_BY = re.compile(r"\A([^,;:]+?) by \w+ing\b")
_PAST = re.compile(r"\b(?:was|were|had|did|\w{3,}ed)\b")
_NEGATIVE = re.compile(r"\A(?:no|not|none|nothing|nobody|neither|few|hardly)\b", re.IGNORECASE)


class Specific(NamedTuple):
    """A question read off a sentence: straight, as part of a sentence, what kind, how sure."""

    direct: str
    indirect: str
    kind: str
    sure: int


def bare(text: str) -> str:
    """Return a sentence without what stands in brackets and without its last mark."""
    return _PARENTHESIS.sub("", text).rstrip(" .!?…").strip()


def specifics(text: str, known: Vocabulary) -> list[Specific]:
    """Return the questions that the clauses of a sentence answer, best first."""
    whole = bare(text)
    found = [question for pattern in PATTERNS for question in pattern(whole, known)]
    return sorted(found, key=lambda question: -question.sure)


def standing(text: str, known: Vocabulary) -> str:
    """Return a clause as it stands inside a question, or nothing when it cannot stand alone."""
    clause = _LOOSE.sub("", text.strip(" ,"))
    low = clause.casefold().split()
    if (
        not 2 <= len(low) <= LONGEST_CLAUSE
        or _BAD.search(clause)
        or low[0] in PREPOSITIONS
        or _NEGATIVE.match(clause)
    ):
        return ""
    pronoun = _PRONOUN.search(clause)
    if pronoun and len(clause[: pronoun.start()].split()) < 3:
        return ""
    return known.lowered(clause)


def main(text: str, known: Vocabulary) -> Clause | None:
    """Return the parts of a main clause that can stand alone."""
    clause = standing(text, known)
    return parse(clause) if clause else None


def _ask(word: str, text: str, known: Vocabulary, kind: str, sure: int) -> Iterator[Specific]:
    """Ask for the reason, time or manner of a main clause whose parts are known."""
    clause = standing(text, known)
    parts = parse(clause) if clause else None
    if parts:
        direct = "" if parts.coordinated else f"{parts.question(word.capitalize())}?"
        yield Specific(direct, f"{word} {clause}", kind, sure)


def _why(text: str, known: Vocabulary) -> Iterator[Specific]:
    for pattern, sure in ((_BECAUSE, 10), (_BECAUSE_FIRST, 9), (_SO, 6)):
        match = pattern.search(text)
        if match:
            yield from _ask("why", next(group for group in match.groups() if group), known, "cause", sure)


def _what_happens(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _IF.match(text)
    clause = standing(match[2], known) if match else ""
    parts = parse(clause) if clause else None
    if not match or not parts or (match[2].split()[0].endswith("ing") and match[1] in ("After", "Before", "Once")):
        return
    if finite_later(parts.rest.casefold().split()):
        return
    word = match[1].casefold()
    happens = "happened" if parts.past and word != "if" else "happens"
    if word == "if" and (parts.verb in ("could", "were", "would") or parts.past):
        happens = "would happen"
    yield Specific(f"What {happens} {word} {clause}?", f"what {happens} {word} {clause}", "consequence", 9)


def _when(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _WHEN.match(text)
    if match and not match[1].endswith((" even", " as", " than", " and", " or", " but", " except")):
        yield from _ask("when", match[1], known, "condition", 8)
    match = _UNTIL.match(text)
    if match and " not " not in match[1]:
        yield from _ask("how long", match[1], known, "condition", 6)


def _how(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _BY.match(text)
    if match:
        yield from _ask("how", match[1], known, "manner", 9)
    match = _TO.match(text)
    if match and match[1].split()[0] in BASE and standing(f"one will {match[1]}", known):
        done = bool(_PAST.search(match[2][:60])) and not re.search(r"\b(?:is|are)\b", match[2])
        asked = f"what was done to {match[1]}" if done else f"what it takes to {match[1]}"
        direct = f"What was done to {match[1]}?" if done else f"What does it take to {match[1]}?"
        yield Specific(direct, asked, "purpose", 8)


PATTERNS: tuple[Callable[[str, Vocabulary], Iterator[Specific]], ...] = (
    _why,
    _what_happens,
    _when,
    _how,
)
