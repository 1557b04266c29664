"""The weighings: pairs of conversations about the same snippet, judged blind and in both orders.

A judge who says the one thing in one order and another in the other has seen the order: that pair is a tie.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from colloquist.nodes.weighing import weigh
from colloquist.run.check import as_turn, met
from colloquist.run.comparison.appraiser import Appraiser
from colloquist.run.lines import rewrite
from colloquist.run.shares import mcnemar, wilson
from colloquist.state.budget import LimitReached
from colloquist.state.reading import Better, Weighing
from colloquist.state.record import Record
from colloquist.state.snippet import Snippet

WEIGHINGS = "weighings.jsonl"


class Pair(NamedTuple):
    """Two conversations about one snippet, by two contestants, each the first that was accepted."""

    first: str
    second: str
    one: Record
    other: Record


@dataclass(frozen=True)
class Weighed:
    """How two contestants stood against each other.

    `firsts` and `seconds` are single replies by place, `split` the ties of a judge who followed the place, and
    `each` holds by snippet what was said in both orders.
    """

    first: str
    second: str
    wins: int
    losses: int
    ties: int
    split: int
    firsts: int
    seconds: int
    each: Sequence[Mapping[str, Any]] = ()

    @property
    def pairs(self) -> int:
        """The pairs that were judged in both orders."""
        return self.wins + self.losses + self.ties

    @property
    def won(self) -> tuple[float, float]:
        """The 95 % interval of the share that the first contestant won (Wilson 1927)."""
        return wilson(self.wins, self.pairs)

    @property
    def lost(self) -> tuple[float, float]:
        """The 95 % interval of the share that the second contestant won."""
        return wilson(self.losses, self.pairs)

    @property
    def leans(self) -> tuple[float, float]:
        """The 95 % interval of the share of decided replies that went to whoever stood first; a half is fair."""
        return wilson(self.firsts, self.firsts + self.seconds)

    @property
    def ahead(self) -> str:
        """Who wins, where chance alone would bring it about less than once in twenty (sign test), or nobody."""
        if mcnemar(self.wins, self.losses) >= 0.05:
            return ""
        return self.first if self.wins > self.losses else self.second


def verdict(forth: Better, back: Better) -> str:
    """Return what two replies come to: "won" by the conversation that stood first in `forth`, "lost", or "tie"."""
    if (forth, back) == ("first", "second"):
        return "won"
    return "lost" if (forth, back) == ("second", "first") else "tie"


def score(first: str, second: str, each: Sequence[Mapping[str, Any]]) -> Weighed:
    """Return how two contestants stood, by the replies in both orders to `each` pair."""
    found: list[tuple[Better, Better]] = [(row["forth"]["better"], row["back"]["better"]) for row in each]
    ends = Counter(verdict(*one) for one in found)
    placed = Counter(reply for one in found for reply in one)
    split = sum(one in {("first", "first"), ("second", "second")} for one in found)
    counts = (ends["won"], ends["lost"], ends["tie"], split, placed["first"], placed["second"])
    return Weighed(first, second, *counts, each)


async def weighings(
    records: Mapping[str, Sequence[Record]], appraiser: Appraiser, out: Path, seen: Callable[[int, int], object]
) -> tuple[list[Weighed], list[str], LimitReached | None]:
    """Return how the contestants stood to each other, why pairs were not judged, and the limit that was met."""
    pairs = pairs_of(records)
    found, reached = await appraiser.each(
        [lambda pair=pair, turned=turned: _weigh(appraiser, pair, turned) for pair in pairs for turned in (0, 1)],  # type: ignore[misc]
        lambda ended: seen(ended, 2 * len(pairs)),
    )
    rows, faults = list[dict[str, Any]](), list[str]()
    for pair, forth, back in zip(pairs, found[::2], found[1::2], strict=True):
        if isinstance(forth, Weighing) and isinstance(back, Weighing):
            rows.append(_row(pair, forth, back))
        faults += [
            f"{pair.first} and {pair.second}, {pair.one.id}: {o}" for o in (forth, back) if isinstance(o, str)
        ]
    rewrite(out / WEIGHINGS, rows)
    by_pair = {
        two: [row for row in rows if (row["first"], row["second"]) == two] for two in combinations(records, 2)
    }
    return [score(*two, each) for two, each in by_pair.items() if each], faults, reached


def pairs_of(records: Mapping[str, Sequence[Record]]) -> list[Pair]:
    """Return every two contestants' conversations about the same snippet, where both have an accepted one."""
    made = {label: {record.id: record for record in own if record.accepted} for label, own in records.items()}
    return [
        Pair(first, second, record, made[second][id_])
        for first, second in combinations(made, 2)
        for id_, record in made[first].items()
        if id_ in made[second]
    ]


async def _weigh(appraiser: Appraiser, pair: Pair, turned: int) -> Weighing:
    records = (pair.other, pair.one) if turned else (pair.one, pair.other)
    first, second = ([as_turn(turn) for turn in one.path_turns(one.accepted[0])] for one in records)
    return await weigh(appraiser.caller("weigh_pair", pair.one.snippet), first, second, _sources(pair))


def _sources(pair: Pair) -> list[Snippet]:
    """Return the sources that either conversation met, in an order that does not tell which did."""
    found = {one.id: one for r in (pair.one, pair.other) for one in met(r, r.path_turns(r.accepted[0]))}
    rest = sorted((one for id_, one in found.items() if id_ != pair.one.id), key=lambda one: one.id)
    return [pair.one.snippet, *rest]


def _row(pair: Pair, forth: Weighing, back: Weighing) -> dict[str, Any]:
    names = {"won": pair.first, "lost": pair.second, "tie": "tie"}
    return {
        "first": pair.first,
        "second": pair.second,
        "id": pair.one.id,
        "better": names[verdict(forth.better, back.better)],
        "forth": forth.model_dump(),
        "back": back.model_dump(),
    }
