"""Tics: phrases that come back across a run, where no single conversation can show them."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import pairwise
from sys import intern
from typing import Literal, NamedTuple

from colloquist.nodes.checks.wording import runs, words
from colloquist.state.dialogue import Turn

MOST = 200_000
"""Runs of words that are counted; above that the rarest are let go (lossy counting, Manku and Motwani 2002)."""
SIZES = (3, 4, 5, 6)
INSIDE = 4
"""Words of the shortest phrase that counts inside a turn."""
Where = Literal["opening", "closing", "inside"]
Said = tuple[str, ...]
Phrase = tuple[Where, Said]


class Tic(NamedTuple):
    """A phrase, where in turns it stands, and in how many of the conversations it comes."""

    phrase: str
    where: Where
    conversations: int
    of: int


def tics(
    conversations: Iterable[tuple[str, Iterable[Turn]]],
    share: float = 0.05,
    fewest: int = 3,
    role: str = "assistant",
) -> list[Tic]:
    """Return the phrases that recur in the turns of a role, most widespread first, each in its longest form.

    `conversations` are pairs of a document's name and the turns of one conversation about it, read once; their
    words are held in memory, so of a large run a sample is given. A phrase counts once per conversation; as an
    opening or closing of a turn from `share` of all on, inside a turn from twice that on; and only if
    conversations about two documents or more share it.
    """
    told = [(document, _said(turns, role)) for document, turns in conversations]
    least = {"opening": share * len(told), "closing": share * len(told), "inside": 2 * share * len(told)}
    counted = _recurring(said for _, said in told)
    common = frozenset(run for run, count in counted.items() if count >= max(fewest, least["inside"]))
    seen: Counter[Phrase] = Counter()
    first: dict[Phrase, str] = {}
    shared: set[Phrase] = set()
    for document, said in told:
        here = {phrase for turn in said for phrase in _phrases(turn, common)}
        seen.update(here)
        shared.update(phrase for phrase in here if first.setdefault(phrase, document) != document)
    found = [
        Tic(" ".join(phrase), where, seen[where, phrase], len(told))
        for where, phrase in shared
        if seen[where, phrase] >= max(fewest, least[where])
    ]
    return sorted(_longest(found), key=lambda tic: (-tic.conversations, tic.where, tic.phrase))


def _said(turns: Iterable[Turn], role: str) -> list[Said]:
    """Return the words of the turns of a role, each kept in memory but once."""
    return [tuple(map(intern, words(turn["text"]))) for turn in turns if turn["role"] == role]


def _recurring(conversations: Iterable[Iterable[Said]]) -> Counter[Said]:
    """Count the shortest runs inside turns, once per conversation: a longer one recurs only where these do."""
    seen: Counter[Said] = Counter()
    for said in conversations:
        seen.update({run for turn in said for run in _inside(turn)})
        if len(seen) > MOST:
            _let_go(seen)
    return seen


def _inside(said: Said) -> Iterable[Said]:
    return runs(said[1:-1], INSIDE)


def _phrases(said: Said, common: Container[Said]) -> Iterator[Phrase]:
    """Yield the openings and closings of a turn, and what inside it consists of `common` runs."""
    for size in SIZES:
        if len(said) >= size:
            yield "opening", said[:size]
            yield "closing", said[-size:]
    at = [n for n, run in enumerate(_inside(said), start=1) if run in common]
    for size in range(INSIDE, max(SIZES) + 1):
        yield from (("inside", said[n : n + size]) for n in at)
        at = [n for n, following in pairwise(at) if following == n + 1]


def _let_go(seen: Counter[Said]) -> None:
    least = 1
    while len(seen) > MOST // 2:
        for run in [run for run, count in seen.items() if count <= least]:
            del seen[run]
        least += 1


def _longest(found: list[Tic]) -> list[Tic]:
    """Leave out a phrase that is only ever part of a longer one that was found."""
    within: Counter[tuple[Where, str]] = Counter()
    for tic in found:
        for part in _parts(tic.phrase):
            within[tic.where, part] = max(within[tic.where, part], tic.conversations)
    return [tic for tic in found if within[tic.where, tic.phrase] < 0.8 * tic.conversations]


def _parts(phrase: str) -> Iterator[str]:
    said = phrase.split(" ")
    for size in range(min(SIZES), len(said)):
        yield from (" ".join(said[n : n + size]) for n in range(len(said) - size + 1))
