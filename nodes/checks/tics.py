"""Tics: phrases that come back across a run, where no single conversation can show them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from colloquist.nodes.checks.wording import words
from colloquist.state.dialogue import Turn

MOST = 200_000
"""Phrases kept in memory; above that the rarest are let go (lossy counting, Manku and Motwani 2002)."""
SIZES = (3, 4, 5, 6)
Where = Literal["opening", "closing", "inside"]


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

    `conversations` are pairs of a document's name and the turns of one conversation about it, read once, in
    bounded memory. A phrase counts once per conversation; as an opening or closing of a turn from `share` of
    all on, inside a turn from twice that on; and only if conversations about two documents or more share it.
    """
    seen: Counter[tuple[Where, str]] = Counter()
    first: dict[tuple[Where, str], str] = {}
    shared: set[tuple[Where, str]] = set()
    total = 0
    for total, (document, turns) in enumerate(conversations, start=1):  # noqa: B007
        for key in {key for turn in turns if turn["role"] == role for key in _phrases(turn["text"])}:
            seen[key] += 1
            if first.setdefault(key, document) != document:
                shared.add(key)
        if len(seen) > MOST:
            _let_go(seen, first, shared)
    found = [
        Tic(phrase, where, count, total)
        for (where, phrase), count in seen.items()
        if (where, phrase) in shared and count >= max(fewest, share * total * (2 if where == "inside" else 1))
    ]
    return sorted(_longest(found), key=lambda tic: (-tic.conversations, tic.where, tic.phrase))


def _phrases(text: str) -> Iterator[tuple[Where, str]]:
    said = words(text)
    for size in SIZES:
        if len(said) < size:
            return
        yield "opening", " ".join(said[:size])
        yield "closing", " ".join(said[-size:])
        if size > 3:
            yield from (("inside", " ".join(said[n : n + size])) for n in range(1, len(said) - size))


def _let_go(
    seen: Counter[tuple[Where, str]], first: dict[tuple[Where, str], str], shared: set[tuple[Where, str]]
) -> None:
    least = 1
    while len(seen) > MOST // 2:
        for key in [key for key, count in seen.items() if count <= least]:
            del seen[key]
            first.pop(key, None)
            shared.discard(key)
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
