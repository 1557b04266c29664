"""What only the persona's private notes hold, in the mouth of an assistant who has never seen them."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from colloquist.nodes.checks.number_words import ENGLISH
from colloquist.nodes.checks.proper_names import names, vocabulary_of
from colloquist.nodes.checks.tongue import WORDS
from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import bag, words
from colloquist.state.finding import Finding
from colloquist.state.persona import Persona

RUN = 4
_NUMBER = re.compile(rf"\d[\d.,]*|{ENGLISH.pattern}", re.I)
Pair = tuple[str, str]


class Notes(NamedTuple):
    """What a persona is told by: telling pairs of words, names, and runs of four words."""

    pairs: frozenset[Pair]
    names: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def persona_leak(path: Transcript) -> Iterator[Finding]:
    """Find assistant turns that use what only the notes on the user say, and not the user.

    That is two telling words of the notes in a row, a name, or four words of any kind that neither the
    sources nor a user turn has held.
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
        pairs=frozenset(pair for field in private for pair in _telling(words(field), language)),
        names=frozenset(
            word.lower()
            for field in private
            for name in names(field, language)
            if not name.initial
            for word in name.words
        ),
        runs=frozenset(run for field in fields for run in _runs(field)),
    )


def _telling(said: tuple[str, ...], language: str) -> Iterator[Pair]:
    stop = WORDS.get(language, frozenset())
    for pair in pairwise(said):
        if all(word not in stop and (len(word) > 2 or word.isdigit()) for word in pair):
            yield _single(pair[0]), _single(pair[1])


def _single(word: str) -> str:
    return word.removesuffix("s")


def _runs(said: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return zip(*(said[n:] for n in range(RUN)), strict=False)


def _leak(said: tuple[str, ...], notes: Notes, known: set[str]) -> str:
    for pair in pairwise(map(_single, said)):
        if pair in notes.pairs and _is_strange(pair, known):
            return " ".join(pair)
    for word in said:
        if word in notes.names and word not in known:
            return word
    for run in _runs(said):
        if run in notes.runs and _unheard(run, known):
            return " ".join(run)
    return ""


def _unheard(run: tuple[str, ...], known: set[str]) -> bool:
    """Whether two longer words or numbers of a run are new, or a telling one: "how long it takes" is anybody's."""
    strange = [word for word in run if (len(word) > 4 or word.isdigit()) and word not in known]
    return len(strange) > 1 or any(len(word) > 6 for word in strange)


def _is_strange(pair: Pair, known: set[str]) -> bool:
    """Whether neither word has been heard, or a number has not."""
    strange = [word for word in pair if not {word, word.removesuffix("s"), f"{word}s"} & known]
    return len(strange) == 2 or any(_NUMBER.fullmatch(word) for word in strange)
