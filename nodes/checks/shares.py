"""Shares in words: "one in a hundred", "two out of three", "nine people in ten" are one quantity each."""

import re
from collections.abc import Iterator, Sequence

from colloquist.nodes.checks.quantity import Quantity, is_hedged

ROUND = (10.0, 100.0, 1000.0, 10_000.0, 100_000.0, 1_000_000.0)
_IN = re.compile(r" (?P<how>in|out of|per)(?: each| every)? $")
_NOUN = re.compile(r" [^\W\d_]{3,}$")
_ONE = re.compile(r"\bone$", re.I)


def shares(found: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """Yield the shares below 1 that two numbers of `text` make; a word comes between only before a round number.

    A share is known to a tenth of itself, and to two points of a hundred at best: nine in ten is 89 to 91 percent.
    """
    for n, below in enumerate(found):
        if below.unit or below.form not in ("word", "figure") or below.values[0] < 2:
            continue
        joined = _IN.search(text, max(0, below.start - 14), below.start)
        is_round = below.values[0] in ROUND
        if not joined or (joined["how"] == "per" and not is_round):
            continue
        noun = _NOUN.search(text, max(0, joined.start() - 20), joined.start()) if is_round else None
        for end in (joined.start(), noun.start() if noun else 0):
            above = _above(found[:n], text, end)
            if above and above[1] < below.values[0]:
                yield _share(text, *above, below)
                break


def _above(found: Sequence[Quantity], text: str, end: int) -> tuple[int, float] | None:
    """Return where the number that ends there begins, and its value; "one" is no quantity of its own."""
    for one in found:
        if one.end == end and one.unit is None and one.form in ("word", "figure"):
            return one.start, one.values[0]
    said = _ONE.search(text, max(0, end - 4), end)
    return (said.start(), 1.0) if said else None


def _share(text: str, start: int, above: float, below: Quantity) -> Quantity:
    value = above / below.values[0]
    return below._replace(
        written=text[start : below.end],
        start=start,
        values=(value,),
        step=min(0.02, 0.1 * value),
        round_to=0.2 * value,
        counted="",
        form="share",
        loose=is_hedged(text, start),
    )
