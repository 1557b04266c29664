"""Specific questions: what a sentence answers, read off its own clauses where that is safe."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from colloquist.models.embedded.clause import Clause, parse
from colloquist.models.embedded.lexicon import (
    ADJECTIVES,
    ADVERBS,
    BE,
    CHANGE,
    DETERMINERS,
    MODALS,
    PAST_AUXILIARIES,
    PREPOSITIONS,
    SUPERLATIVE,
    TRANSITIVE,
)
from colloquist.models.embedded.verbs import BASE, is_participle
from colloquist.models.embedded.vocabulary import Vocabulary

LONGEST_CLAUSE = 17
_PARENTHESIS = re.compile(r"\s*\([^()]*\)|,? that is,[^,]*,")
_BAD = re.compile(r"[:;()\[\]{}\"“”|=^<>*]|\b(?:this|these|those|latter|former|such|so|both of|he|she|his|her|him|here|above|below that)\b|\d\.\s|--|—", re.I)
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them)\b", re.I)
_BECAUSE = re.compile(r"\A(?P<main>[^,;:]+),? because |\A(?P<main2>[^,;:]+), since ")
_BECAUSE_FIRST = re.compile(r"\A(?:Because|Since) [^,]+, (?P<main>[^,;:]+?)(?:, (?:so|and|but)\b.*)?\Z")
_SO = re.compile(r", so (?!that\b|much\b|far\b|on\b|long\b)(?P<main>[^,;:]+)")
_IF = re.compile(r"\A(?P<word>If|When|Once|After|Where|As|Without) (?P<clause>[^,;:]+), ")
_WHEN = re.compile(r"\A(?P<main>[^,;:]+?),?(?: only)? (?:when|once|as soon as|if) (?P<clause>[^;:]+)\Z")
_UNTIL = re.compile(r"\A(?P<main>[^,;:]+) until ")
_TO = re.compile(r"\A(?:In order to|To) (?P<doing>[^,;:]+), (?P<main>.+)\Z")
_BY = re.compile(r"\A(?P<main>[^,;:]+?) by \w+ing\b")
_CALLED = re.compile(r"\b(?:called|known as|termed) (?P<term>(?:the |an? )?[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2})(?=[,.;]|\Z| and )")
_CONTRAST = re.compile(r"\A(?P<one>[^,;:]+), (?:whereas|while) (?P<other>[^,;:]+)")
_PLACE = re.compile(r"\A(?P<place>(?:In|At|On|Near) (?:the )?(?:[A-Z][\w’.-]+)(?: (?:of the |of )?[A-Z][\w’.-]+)*)(?: on \d+ \w+ \d{4}| in \d{4})?,? ")
_DEPENDS = re.compile(r"\A(?P<main>[^,;:]+? (?:depends?|consists?))(?P<word> on| of) ")


class Specific(NamedTuple):
    """A question read off a sentence: straight (or empty), as part of a sentence, what kind, how sure."""

    direct: str
    indirect: str
    kind: str
    sure: int


def specifics(text: str, known: Vocabulary) -> list[Specific]:
    """Return the questions that a sentence answers, best first."""
    bare = _PARENTHESIS.sub("", text).rstrip(" .!?…").strip()
    found = [question for pattern in _PATTERNS for question in pattern(bare, known)]
    return sorted(found, key=lambda question: -question.sure)


def _standing(text: str, known: Vocabulary) -> str:
    """Return a clause as it stands inside a question, or nothing when it cannot stand alone."""
    clause = text.strip(" ,")
    low = clause.casefold().split()
    if not 2 <= len(low) <= LONGEST_CLAUSE or _BAD.search(clause) or low[0] in PREPOSITIONS:
        return ""
    pronoun = _PRONOUN.search(clause)
    if pronoun and len(clause[: pronoun.start()].split()) < 3:
        return ""
    return known.lowered(clause)


def _main(text: str, known: Vocabulary) -> tuple[str, Clause | None]:
    clause = _standing(re.sub(r"\b(?:therefore|thus|hence|then|also) ", "", text), known)
    return clause, parse(clause) if clause else None


def _ask(word: str, text: str, known: Vocabulary, kind: str, sure: int) -> Iterator[Specific]:
    """Ask for the reason, time or manner of a main clause whose parts are known."""
    clause, parts = _main(text, known)
    if parts:
        yield Specific(f"{parts.question(word.capitalize())}?", f"{word} {clause}", kind, sure)


def _why(text: str, known: Vocabulary) -> Iterator[Specific]:
    for pattern, sure in ((_BECAUSE, 10), (_BECAUSE_FIRST, 9)):
        match = pattern.search(text)
        if match:
            groups = match.groupdict()
            yield from _ask("why", groups["main"] or groups.get("main2") or "", known, "cause", sure)
    match = _SO.search(text)
    if match:
        yield from _ask("why", match["main"], known, "cause", 6)


def _what_happens(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _IF.match(text)
    clause = _standing(match["clause"], known) if match else ""
    if not match or not clause:
        return
    word = match["word"].casefold()
    parts = parse(clause)
    if not parts and word in ("as", "after", "without", "where", "once"):
        return
    if parts and parts.past and word != "if":
        yield Specific(f"What happened {word} {clause}?", f"what happened {word} {clause}", "consequence", 9)
    elif parts and parts.verb in ("could", "were", "would") and word == "if":
        yield Specific(f"What would happen if {clause}?", f"what would happen if {clause}", "consequence", 9)
    elif parts:
        yield Specific(f"What happens {word} {clause}?", f"what happens {word} {clause}", "consequence", 9)


def _when(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _WHEN.match(text)
    if match and not match["main"].endswith((" even", " as", " than", " and", " or", " but")):
        yield from _ask("when", match["main"], known, "condition", 8)
    match = _UNTIL.match(text)
    if match:
        yield from _ask("how long", match["main"], known, "condition", 6)


def _how(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _BY.match(text)
    if match:
        yield from _ask("how", match["main"], known, "manner", 9)
    match = _TO.match(text)
    if match and match["doing"].split()[0] in BASE and _standing(f"one will {match['doing']}", known):
        past = bool(re.search(r"\b(?:was|were|had|did|\w+ed)\b", match["main"][:60])) and " is " not in match["main"]
        doing = match["doing"]
        if past:
            yield Specific(f"What was done to {doing}?", f"what was done to {doing}", "purpose", 8)
        else:
            yield Specific(f"What does it take to {doing}?", f"what it takes to {doing}", "purpose", 8)


_PATTERNS: tuple[Callable[[str, Vocabulary], Iterator[Specific]], ...]


def _term(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _CALLED.search(text)
    if match and not any(word in PREPOSITIONS for word in match["term"].split()):
        term = match["term"]
        if term.startswith(("the ", "a ", "an ")):
            yield Specific(f"What is {term}?", f"what {term} is", "definition", 8)
        else:
            yield Specific(f"What is meant by {term}?", f"what is meant by {term}", "definition", 8)


def _place(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _PLACE.match(text)
    if match and not re.match(r"(?:In|On|At) (?:the )?(?:%s)\b" % "|".join(("The", "January|February|March|April|May|June|July|August|September|October|November|December")), text):
        place = match["place"][0].lower() + match["place"][1:]
        past = any(f" {word} " in text for word in PAST_AUXILIARIES) or bool(re.search(r"\b1[0-9]{3}\b|\b20[0-2]\d\b", text))
        direct = f"What happened {place}?" if past else f"How do things stand {place}?"
        yield Specific(direct, f"what happened {place}" if past else f"how things stand {place}", "place", 7)


def _contrast(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _CONTRAST.match(text)
    one = _main(match["one"], known)[1] if match else None
    other = _main(match["other"], known)[1] if match else None
    if one and other and max(len(one.subject.split()), len(other.subject.split())) <= 5:
        pair = f"{one.subject} and {other.subject}"
        yield Specific(f"How do {pair} differ?", f"how {pair} differ", "contrast", 7)


def _subject(text: str, known: Vocabulary) -> Iterator[Specific]:
    """Ask about the subject of a main clause: what it is, does, needs, or what becomes of it."""
    clause, parts = _main(re.split(r", (?:and|but|so|which|because|since|whereas|while|although)\b|[;:]", text)[0][:160], known)
    if not parts or len(parts.subject.split()) > 6 or "," in parts.subject:
        return
    low = parts.rest.casefold().split() or [""]
    if parts.verb in BE and not parts.base:
        yield from _being(parts, low)
    elif parts.verb in MODALS and low[0] in BASE and parts.verb in ("can", "could"):
        yield Specific(f"What {parts.verb} {parts.subject} do?", f"what {parts.subject} {parts.verb} do", "consequence", 4)
    elif parts.base in TRANSITIVE and (low[0] in DETERMINERS or low[0] == "that" or low[-1:] != [""]) and low[0] not in PREPOSITIONS:
        yield Specific(f"What {parts.support} {parts.subject} {parts.base}?", f"what {parts.subject} {parts.verb}", "object", 6)
    elif parts.base in CHANGE and parts.rest and (low[0] in PREPOSITIONS or low[0] in ADVERBS):
        happens = "happened" if parts.past else "happens"
        yield Specific(f"What {happens} to {parts.subject}?", f"what {happens} to {parts.subject}", "change", 5)
    elif parts.base and parts.base != "have" and low[0] in DETERMINERS and parts.support != "did":
        yield Specific(f"What {parts.support} {parts.subject} do?", f"what {parts.subject} {'does' if parts.support == 'does' else 'do'}", "object", 4)


def _being(parts: Clause, low: list[str]) -> Iterator[Specific]:
    subject = parts.subject
    rest = [word for word in low if word not in ADVERBS and not word.endswith("ly")]
    if rest and is_participle(rest[0]) and rest[1:2] and rest[1] in ("by", "through", "with", "from", "to", "at", "in", "as", "into", "out"):
        kept = " ".join(low[: low.index(rest[0]) + 1])
        kept = f"{kept} out" if rest[1] == "out" else kept
        yield Specific(f"How {parts.verb} {subject} {kept}?", f"how {subject} {parts.verb} {kept}", "manner", 6)
    elif any(word in SUPERLATIVE for word in subject.split()) and rest and rest[0] not in ADJECTIVES:
        yield Specific(f"What {parts.verb} {subject}?", f"what {subject} {parts.verb}", "definition", 7)
    elif rest and rest[0] in ("a", "an") and subject.split()[0] != "the" and len(subject.split()) <= 4:
        yield Specific(f"What {parts.verb} {subject}?", f"what {subject} {parts.verb}", "definition", 6)


_PATTERNS = (_why, _what_happens, _when, _how, _term, _place, _contrast, _subject)
