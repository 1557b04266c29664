"""What only the persona's private notes hold, in the mouth of an assistant who has never seen them."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from colloquist.nodes.checks.number_words import ENGLISH
from colloquist.nodes.checks.plain_words import PARTICLES, is_everyday
from colloquist.nodes.checks.proper_names import names, vocabulary_of
from colloquist.nodes.checks.tongue import WORDS
from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import bag, runs, words
from colloquist.state.finding import Finding
from colloquist.state.persona import Persona

RUN = 4
NEAR = 6
"""Words around an everyday pair within which a telling word of the notes gives it away."""
FEW = ("one", "two", "three")
_NUMBER = re.compile(rf"\d[\d.,]*|{ENGLISH.pattern}", re.I)
Pair = tuple[str, str]


class Notes(NamedTuple):
    """What a persona is told by: pairs of words, the words themselves, names, and runs of four words."""

    pairs: frozenset[Pair]
    words: frozenset[str]
    names: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def persona_leak(path: Transcript) -> Iterator[Finding]:
    """Find assistant turns that use what only the notes on the user say, and not the user.

    That is two words of the notes in a row that tell something or stand beside one that does, a name, or four
    words of any kind that neither the sources nor a user turn has held.
    """
    if not path.people:
        return
    notes = [_notes(who, path.language) for who in path.people.values()]
    known = set(vocabulary_of(tuple(path.source_texts)))
    for turn in path.turns:
        if turn["role"] == "user":
            known |= bag(turn["text"])
        elif turn["made_by"] == "model":
            leak = next(filter(None, (_leak(words(turn["text"]), one, known) for one in notes)), "")
            if leak:
                yield on_turn(turn, "persona_leak", f'"{leak}": only the notes on the user say so')


def _notes(who: Persona, language: str) -> Notes:
    private = [who.role, who.situation, who.goal, who.perspective]
    fields = [words(field) for field in (*private, *who.knows, *who.gaps)]
    return Notes(
        pairs=frozenset(pair for field in private for pair in _pairs(words(field), language)),
        words=frozenset(_single(word) for field in private for word in words(field) if len(word) > 3),
        names=frozenset(
            word.lower()
            for field in private
            for name in names(field, language)
            if not name.initial
            for word in name.words
        ),
        runs=frozenset(run for field in fields for run in runs(field, RUN)),
    )


def _pairs(said: tuple[str, ...], language: str) -> Iterator[Pair]:
    stop = WORDS.get(language, frozenset())
    for pair in pairwise(said):
        if all(word not in stop and (len(word) > 2 or word.isdigit()) for word in pair):
            yield _single(pair[0]), _single(pair[1])


def _tells(pair: Pair) -> bool:
    """Whether two words are not what anybody may say: "came down" and "long time" are, "cold attic" is not."""
    if any(_NUMBER.fullmatch(word) and word not in FEW for word in pair):
        return True
    return PARTICLES.isdisjoint(pair) and not all(map(is_everyday, pair))


def _is_new(word: str, known: set[str]) -> bool:
    """Whether a word is neither everyday nor heard before: everyday words beside it are from the notes too."""
    return {word, f"{word}s"}.isdisjoint(known) and not is_everyday(word)


def _single(word: str) -> str:
    return word.removesuffix("s")


def _leak(said: tuple[str, ...], notes: Notes, known: set[str]) -> str:
    single = tuple(map(_single, said))
    for at, pair in enumerate(pairwise(single)):
        if pair in notes.pairs and _is_strange(pair, known):
            beside = single[max(0, at - NEAR) : at + 2 + NEAR]
            if _tells(pair) or any(word in notes.words and _is_new(word, known) for word in beside):
                return " ".join(pair)
    for word in said:
        if word in notes.names and word not in known:
            return word
    for run in runs(said, RUN):
        if run in notes.runs and _unheard(run, known):
            return " ".join(run)
    return ""


def _unheard(run: tuple[str, ...], known: set[str]) -> bool:
    """Whether two longer words or numbers of a run are new, or a telling one: "how long it takes" is anybody's."""
    strange = [
        word for word in run if (len(word) > 4 or word.isdigit()) and word not in known and not is_everyday(word)
    ]
    return len(strange) > 1 or any(len(word) > 6 for word in strange)


def _is_strange(pair: Pair, known: set[str]) -> bool:
    """Whether neither word has been heard, or a number has not."""
    strange = [word for word in pair if not {word, word.removesuffix("s"), f"{word}s"} & known]
    return len(strange) == 2 or any(_NUMBER.fullmatch(word) for word in strange)
