"""The forecast: what a whole corpus would take, for a terminal, a notebook and a program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path

from colloquist.run.projection import Interval
from colloquist.show.facts import clock, counted, price
from colloquist.show.table import html_table, text_table

HEAD = ("", "sample", "all", "90 % interval")
COUNTS = {
    "calls": "model calls",
    "input_tokens": "prompt tokens",
    "cached_tokens": "  of these cached",
    "output_tokens": "written tokens",
}
UNKNOWN = "unknown"
FEW = 5

Written = Callable[[float], str]


@dataclass(frozen=True, kw_only=True, repr=False)
class Estimate:
    """What all conversations of a run would take; figures are of the whole corpus, the sample included.

    `cost` is in US dollars, None where a price is not known. `seconds` is the time with `concurrency`
    conversations under way, as long as the server keeps up. `failed` and `rejected` are shares of the
    snippets. `sample` holds what was measured on the `sampled` snippets, by the same names.
    """

    run: Path
    snippets: int
    sampled: int
    concurrency: int
    calls: Interval
    input_tokens: Interval
    cached_tokens: Interval
    output_tokens: Interval
    cost: Interval | None
    seconds: Interval
    failed: Interval
    rejected: Interval
    sample: Mapping[str, float | None]

    @property
    def title(self) -> str:
        """How many snippets were drawn of how many."""
        return f"estimate from {self.sampled:,} of {counted(self.snippets, 'snippet')}"

    @property
    def rows(self) -> list[tuple[str, str, str, str]]:
        """The table: what is counted, in the sample, in all, and between what that lies."""
        return [
            *(self._row(words, name, _number) for name, words in COUNTS.items()),
            self._row("cost", "cost", price),
            ("time", "", clock(self.seconds.value), _between(self.seconds, clock)),
            self._share("failed", self.failed),
            self._share("rejected", self.rejected),
        ]

    @property
    def notes(self) -> list[str]:
        """What the figures take for granted, and what to do with them."""
        notes = [f"The time is for {self.concurrency:,} conversations at once, if the server keeps up with them."]
        if self.snippets > self.sampled < FEW:
            notes.append("So few conversations say little: a larger --sample narrows the intervals.")
        if self.cost is None:
            notes.append("The cost is unknown: a model has no price (--prices FILE) or does not count tokens.")
        notes.append(f"To read the sample: colloquist show {self.run / 'estimate'}")
        high = self.cost.high if self.cost else None
        limit = f", with --max-cost {_above(high)} if you like" if high else ""
        return [*notes, f"To go on: the same command without --estimate{limit}; the sample is not paid for again."]

    def __str__(self) -> str:
        """Return title, table and notes as text."""
        return "\n\n".join([self.title, text_table(HEAD, self.rows), "\n".join(self.notes)])

    def __repr__(self) -> str:
        """Return what it is in one line; the whole is `print(estimate)`."""
        cost = UNKNOWN if self.cost is None else price(self.cost.value)
        calls = f"{_number(self.calls.value)} calls"
        return f"<Estimate for {counted(self.snippets, 'snippet')}: {calls}, cost {cost}>"

    def _repr_html_(self) -> str:
        return html_table(self.title, HEAD, self.rows, self.notes)

    def _row(self, words: str, name: str, written: Written) -> tuple[str, str, str, str]:
        found: Interval | None = getattr(self, name)
        here = self.sample[name]
        said = UNKNOWN if here is None else written(here)
        return (words, said, UNKNOWN, "") if found is None else (words, said, *_projected(found, written))

    def _share(self, name: str, found: Interval) -> tuple[str, str, str, str]:
        return name, f"{self.sample[name]:,.0f}", _percent(found.value), _between(found, _percent)


def _projected(found: Interval, written: Written) -> tuple[str, str]:
    if found.low == found.high and found.low is not None:
        return written(found.value), _between(found, written)
    digits = 3 if written is _number else 15
    rounded = Interval(*(None if end is None else _significant(end, digits) for end in found))  # type: ignore[arg-type]
    return written(rounded.value), _between(rounded, written)


def _between(found: Interval, written: Written) -> str:
    if found.low is None or found.high is None:
        return UNKNOWN
    return f"{written(found.low)} to {written(found.high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _percent(part: float) -> str:
    return f"{part:.0%}"


def _significant(value: float, digits: int) -> float:
    return round(value, digits - 1 - floor(log10(value))) if value > 0 else value


def _above(cost: float) -> str:
    """Return a round sum of dollars that is not below `cost`."""
    step = 10.0 ** (floor(log10(cost)) - 1)
    return f"{(floor(cost / step) + 1) * step:.10g}"
