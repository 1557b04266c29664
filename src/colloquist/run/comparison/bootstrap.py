"""The bootstrap: how sure a difference between two contestants is, from the same snippets in both.

A figure is a ratio of two sums over snippets (a mean where the second counts them), so a share weighs every
claim alike. Snippets are drawn again and again with both contestants' figures together, which keeps what a
snippet does to both out of the difference. The interval is the percentile one with levels expanded for small
samples (Hesterberg 2015, What Teachers Should Know About the Bootstrap, section 5.3); 95 %.
Figures of a whole set of conversations (how different they are from each other) cannot be drawn again with
replacement: the same one twice would look like a near-duplicate. They have a jackknife that leaves out one
group of snippets at a time (Efron and Tibshirani 1993, chapter 11; Student's t).
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from math import ceil, floor, sqrt
from statistics import NormalDist, fmean
from typing import NamedTuple

from colloquist.run.projection import student

SURE = 0.95
DRAWS = 2000
SEED = 20150101
FEWEST = 6
"""Pairs below which nothing is told: five that all go one way come by chance more often than once in twenty."""
GROUPS = 20

Part = tuple[float, float]
"""What a snippet adds to the two sums of a figure."""
Measured = Callable[[Sequence[str]], tuple[Mapping[str, float], Mapping[str, float]]]
"""Takes figures of the first and the second set, over the snippets with these ids."""


class Difference(NamedTuple):
    """A figure of the first and of the second, and the second minus the first with its interval.

    `pairs` are the snippets that have it in both; the interval is None where nothing can be told.
    """

    first: float | None
    second: float | None
    pairs: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        """The second minus the first."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def too_few(self) -> bool:
        """Whether there are not pairs enough to tell anything."""
        return self.pairs < FEWEST

    @property
    def sign(self) -> int:
        """1 where the second is surely more, -1 where it is surely less, 0 where that cannot be told."""
        if self.low is None or self.high is None:
            return 0
        return (self.low > 0) - (self.high < 0)


def ratio(parts: Sequence[Part]) -> float | None:
    """Return the ratio of the two sums, or None where there is nothing to divide by."""
    above, below = (sum(part[side] for part in parts) for side in (0, 1))
    return above / below if below else None


def difference(first: Mapping[str, Part], second: Mapping[str, Part]) -> Difference:
    """Return how a figure differs over the snippets, by id, that have it in both."""
    ids = sorted(first.keys() & second.keys())
    pairs = [(*first[id_], *second[id_]) for id_ in ids]
    here = Difference(ratio([one[:2] for one in pairs]), ratio([one[2:] for one in pairs]), len(pairs))
    if len(pairs) < FEWEST or here.value is None:
        return here
    columns = tuple(zip(*pairs, strict=True))
    drawn = sorted(value for draw in _draws(len(pairs)) if (value := _drawn(columns, draw)) is not None)
    if len(drawn) < SURE * DRAWS:
        return here
    low, high = (_quantile(drawn, level) for level in _levels(len(pairs)))
    return here._replace(low=low, high=high)


def of_sets(ids: Sequence[str], measured: Measured, rough: Collection[str] = ()) -> dict[str, Difference]:
    """Return how figures of two whole sets differ, by name; `measured` takes them of the snippets it is given.

    Those of a `rough` name, which a threshold makes jump, have no interval: a jackknife knows none of them.
    """
    first, second = measured(ids)
    here = {name: Difference(first[name], second[name], len(ids)) for name in first if name in second}
    if len(ids) < FEWEST:
        return here
    groups = [set(ids[n :: min(GROUPS, len(ids))]) for n in range(min(GROUPS, len(ids)))]
    parts = [measured([id_ for id_ in ids if id_ not in group]) for group in groups]
    for name in here.keys() - set(rough):
        if all(name in side for part in parts for side in part):
            here[name] = _jackknifed(here[name], [one[name] - other[name] for other, one in parts])
    return here


def _jackknifed(here: Difference, without: Sequence[float]) -> Difference:
    """Return a difference with its interval; its error is that of the jackknife, around what was measured."""
    n, middle, value = len(without), fmean(without), here.value
    if value is None:
        return here
    error = sqrt((n - 1) / n * sum((one - middle) ** 2 for one in without))
    reach = student(n - 1, SURE) * error
    return here._replace(low=value - reach, high=value + reach)


def _drawn(columns: Sequence[Sequence[float]], draw: Sequence[int]) -> float | None:
    above, below, over, under = (sum(map(column.__getitem__, draw)) for column in columns)
    return over / under - above / below if below and under else None


@lru_cache(maxsize=4)
def _draws(n: int) -> tuple[tuple[int, ...], ...]:
    lot = random.Random(SEED)
    return tuple(tuple(lot.choices(range(n), k=n)) for _ in range(DRAWS))


@lru_cache(maxsize=64)
def _levels(n: int) -> tuple[float, float]:
    low = NormalDist().cdf(-sqrt(n / (n - 1)) * student(n - 1, SURE))
    return low, 1 - low


def _quantile(ordered: Sequence[float], level: float) -> float:
    at = level * (len(ordered) - 1)
    below, above = ordered[floor(at)], ordered[ceil(at)]
    return below + (above - below) * (at - floor(at))
