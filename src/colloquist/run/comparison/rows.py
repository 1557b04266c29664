"""The rows of a comparison: every measure of every contestant, and how it differs from the first one's."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from colloquist.run.comparison.bootstrap import Difference, Part, difference
from colloquist.run.comparison.made import Made
from colloquist.run.comparison.measures import MEASURES, SAID, VARIED, Better, Form
from colloquist.run.comparison.variety import variety

Told = Literal["better", "worse", "more", "less", "same", "open", "too few", "unknown"]


class Row(NamedTuple):
    """A measure of a contestant beside the first one, over the snippets that have it in both."""

    name: str
    words: str
    group: str
    better: Better
    form: Form
    meaning: str
    contestant: str
    against: str
    found: Difference

    @property
    def told(self) -> Told:
        """What the difference says of the contestant.

        better or worse: the interval does not hold zero; more or less: the same of what is neither good nor bad;
        same: nothing differs; open: the interval holds zero, or there is none; too few: pairs, to tell anything;
        unknown: one of them has no such figure.
        """
        found = self.found
        if found.value is None:
            return "unknown"
        if found.too_few:
            return "too few"
        if found.low == found.high == 0:
            return "same"
        if not found.sign:
            return "open"
        if not self.better:
            return "more" if found.sign > 0 else "less"
        return "better" if (found.sign > 0) == (self.better == "more") else "worse"

    def plain(self) -> dict[str, object]:
        """Return the row as plain data."""
        given = {key: value for key, value in self._asdict().items() if key != "found"}
        found = self.found
        figures = {"value": found.second, "value_of_against": found.first, "difference": found.value}
        interval = {"low": found.low, "high": found.high, "pairs": found.pairs, "told": self.told}
        return {**given, **figures, **interval}


def rows_of(made: Mapping[str, Mapping[str, Made]], *, varied: bool = True) -> list[Row]:
    """Return the rows of each contestant beside the first, in the order of the measures.

    Unless `varied`, those are left out that are of all conversations together. Raises ExtraMissing where what
    measures them is not installed.
    """
    against, *others = made
    found = list[Row]()
    for label in others:
        own = [
            Row(*measure[:-1], label, against, _difference(made[against], made[label], measure.parts))
            for measure in MEASURES
        ]
        of_all = [
            Row(name, words, VARIED, better, form, meaning, label, against, here)
            for name, words, better, form, meaning, here in (variety(made[against], made[label]) if varied else ())
        ]
        at = sum(row.group == SAID for row in own)
        found += [*own[:at], *of_all, *own[at:]]
    return found


def _difference(
    one: Mapping[str, Made], other: Mapping[str, Made], parts: Callable[[Made], Part | None]
) -> Difference:
    first, second = (
        {id_: p for id_, made in side.items() if (p := parts(made)) is not None} for side in (one, other)
    )
    return difference(first, second)
