"""Tics: phrases that come back across a run, where no single conversation can show them."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise
from sys import intern
from typing import Literal, NamedTuple

from colloquist.nodes.checks.wording import runs, words
from colloquist.state.dialogue import Turn

MOST = 100_000
"""Shortest phrases that are counted, at the ends of turns and inside each; above that the rarest are let go (lossy
counting, Manku and Motwani 2002), so that of thousands of conversations one near its threshold may be missed."""
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


class _Heard(NamedTuple):
    """The words of a turn, and the shortest phrases in it by their hashes: as tuples they would be megabytes."""

    said: Said
    ends: tuple[int, ...]
    inside: "array[int]"


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
    told = [(document, [_heard(one) for one in turns if one["role"] == role]) for document, turns in conversations]
    at_an_end = max(fewest, share * len(told))
    least = {"opening": at_an_end, "closing": at_an_end, "inside": max(fewest, 2 * share * len(told))}
    ends = _recurring(((turn.ends for turn in turns) for _, turns in told), at_an_end)
    inside = _recurring(((turn.inside for turn in turns) for _, turns in told), least["inside"])
    seen: Counter[Phrase] = Counter()
    first: dict[Phrase, str] = {}
    shared: set[Phrase] = set()
    for document, turns in told:
        here = {phrase for turn in turns for phrase in _phrases(turn, ends, inside)}
        seen.update(here)
        shared.update(phrase for phrase in here if first.setdefault(phrase, document) != document)
    found = [
        Tic(" ".join(phrase), where, seen[where, phrase], len(told))
        for where, phrase in shared
        if seen[where, phrase] >= least[where]
    ]
    return sorted(_longest(found), key=lambda tic: (-tic.conversations, tic.where, tic.phrase))


def _heard(turn: Turn) -> _Heard:
    """Return the words of a turn, each kept in memory but once, and what it could share with others."""
    said = tuple(map(intern, words(turn["text"])))
    ends = tuple(hash((where, phrase)) for where, phrase in _ends(said, min(SIZES)))
    return _Heard(said, ends, array("q", map(hash, runs(said[1:-1], INSIDE))))


def _ends(said: Said, size: int) -> tuple[Phrase, ...]:
    return (("opening", said[:size]), ("closing", said[-size:])) if len(said) >= size else ()


def _recurring(conversations: Iterable[Iterable[Iterable[int]]], least: float) -> Set[int]:
    """Return the shortest phrases that so many conversations share: a longer one recurs only where these do."""
    seen: Counter[int] = Counter()
    for turns in conversations:
        seen.update(set[int]().union(*turns))
        if len(seen) > MOST:
            _let_go(seen)
    return frozenset(phrase for phrase, count in seen.items() if count >= least)


def _phrases(turn: _Heard, ends: Set[int], inside: Set[int]) -> Iterator[Phrase]:
    """Yield in all sizes what begins or ends a turn as others do, and what inside it consists of shared runs."""
    shared = [end for end, hashed in enumerate(turn.ends) if hashed in ends]
    for size in SIZES if shared else ():
        longer = _ends(turn.said, size)
        yield from (longer[end] for end in shared if longer)
    if inside.isdisjoint(turn.inside):
        return
    at = [n for n, run in enumerate(turn.inside, start=1) if run in inside]
    for size in range(INSIDE, max(SIZES) + 1):
        yield from (("inside", turn.said[n : n + size]) for n in at)
        at = [n for n, following in pairwise(at) if following == n + 1]


def _let_go(seen: Counter[int]) -> None:
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
