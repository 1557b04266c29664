"""The projection: what a sample of conversations says of all of them, as a figure and a 90 % interval.

Longer snippets make longer prompts, so a total is the regression estimate on the snippet's length; its error
has Student's t with n - 2 degrees of freedom, times the correction for a finite population, so that a sample
of everything has no error (Cochran, Sampling Techniques, 3rd edition, 2.6 and 7.2). Where lengths do not
differ, or fewer than eight conversations were drawn, it is the plain mean and n - 1. A share has Wilson's interval
(Wilson 1927). A sample is spread evenly over the input: documents that differ all have their part in it, and
the interval is on the safe side where neighbours are alike.
"""

from collections.abc import Sequence
from math import pi, sqrt, tan
from statistics import NormalDist, fmean
from typing import NamedTuple

SURE = 0.9
FEWEST = 8


class Interval(NamedTuple):
    """A figure and between what it lies; one conversation alone says nothing of that."""

    value: float
    low: float | None
    high: float | None

    def times(self, factor: float) -> "Interval":
        """Return the interval of a multiple."""
        low, high = (end if end is None else end * factor for end in self[1:])
        return Interval(self.value * factor, low, high)

    def at_least(self, other: "Interval") -> "Interval":
        """Return what is as large as this and as the other."""
        pairs = zip(self[1:], other[1:], strict=True)
        low, high = (None if a is None or b is None else max(a, b) for a, b in pairs)
        return Interval(max(self.value, other.value), low, high)


def places(sample: int, whole: int) -> list[int]:
    """Return which of `whole` snippets are drawn: `sample` of them, evenly spread, the same ones each time."""
    drawn = min(sample, whole)
    return [int((number + 0.5) * whole / drawn) for number in range(drawn)]


def total(values: Sequence[float], lengths: Sequence[float], length: float, whole: int) -> Interval:
    """Return the sum over `whole` snippets of what was measured on a sample of them.

    `lengths` are those of the sampled snippets, `length` is the mean over all.
    """
    n, known = len(values), sum(values)
    if n >= whole:
        return Interval(known, known, known)
    mean, middle = fmean(values), fmean(lengths)
    spread = sum((x - middle) ** 2 for x in lengths)
    slope, freedom, off = 0.0, n - 1, 0.0
    if n >= FEWEST and spread > 1e-9 * middle**2:
        slope = sum((x - middle) * y for x, y in zip(lengths, values, strict=True)) / spread
        freedom, off = n - 2, (length - middle) ** 2 / spread
    value = max(known, whole * (mean + slope * (length - middle)))
    if not freedom:
        return Interval(value, None, None)
    left = (y - mean - slope * (x - middle) for x, y in zip(lengths, values, strict=True))
    error = sqrt(sum(rest**2 for rest in left) / freedom * (1 / n + off) * (1 - n / whole))
    reach = whole * student(freedom) * error
    return Interval(value, max(known, value - reach), value + reach)


def share(found: int, n: int, whole: int) -> Interval:
    """Return the share of all snippets that are like `found` out of the `n` that were drawn."""
    part = found / n
    if n >= whole:
        return Interval(part, part, part)
    z = NormalDist().inv_cdf((1 + SURE) / 2)
    middle = (part + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * sqrt(part * (1 - part) / n + z * z / (4 * n * n))
    return Interval(part, max(0.0, middle - reach), min(1.0, middle + reach))


def lasts(work: Interval, longest: float, at_once: int) -> Interval:
    """Return how long `work` seconds of waiting for replies take with `at_once` conversations at a time.

    No order of them is done before work / at_once, or later than that and (1 - 1 / at_once) of the longest
    (Graham 1969); the middle of the two is the figure.
    """
    tail = (1 - 1 / at_once) * longest
    low, high = (end if end is None else end / at_once for end in work[1:])
    return Interval(work.value / at_once + tail / 2, low, None if high is None else high + tail)


def student(freedom: int, sure: float = SURE) -> float:
    """Return the quantile of Student's t that 90 %, or another part, lie within on both sides.

    Exact for one and two degrees of freedom, above that by Abramowitz and Stegun 26.7.5 (within 0.2 %).
    """
    p = (1 + sure) / 2
    if freedom == 1:
        return tan(pi * (p - 0.5))
    if freedom == 2:
        return (2 * p - 1) / sqrt(2 * p * (1 - p))
    z = NormalDist().inv_cdf(p)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(sum(term / freedom**power for power, term in enumerate(terms)))
