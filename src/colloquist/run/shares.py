"""Shares with their uncertainty: an interval for one, and for the change between two on the same questions."""

from math import comb, sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""Of the normal distribution, for 95 %."""


class Change(NamedTuple):
    """A share before and after on the same questions; `gained` and `lost` are those that changed."""

    before: float
    after: float
    gained: int
    lost: int
    low: float
    high: float
    p: float


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), within 0 and 1; all of it where there is nothing."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    # At either end the bound is exact; arithmetic would miss it by a rounding.
    return (0.0 if hits == 0 else max(0.0, middle - half), 1.0 if hits == of else min(1.0, middle + half))


def change(pairs: list[tuple[bool, bool]]) -> Change:
    """Return how a share changed over pairs of before and after.

    The interval is the adjusted Wald one of Bonett and Price (2012), p that of McNemar's exact test.
    """
    n = len(pairs)
    gained = sum(after and not before for before, after in pairs)
    lost = sum(before and not after for before, after in pairs)
    more, less = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = Z * sqrt((more + less - (more - less) ** 2) / (n + 2))
    was, is_ = (sum(pair[side] for pair in pairs) / max(1, n) for side in (0, 1))
    low, high = max(-1.0, more - less - half), min(1.0, more - less + half)
    return Change(was, is_, gained, lost, low, high, mcnemar(gained, lost))


def mcnemar(gained: int, lost: int) -> float:
    """Return the two-sided p of McNemar's exact test: that changes go either way alike."""
    n, few = gained + lost, min(gained, lost)
    return min(1.0, 2.0 * sum(comb(n, k) for k in range(few + 1)) / float(2**n))
