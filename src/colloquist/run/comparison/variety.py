"""The variety of a contestant's conversations: measures of all of them together, as `run.diversity` takes them.

Of every snippet it is the first accepted path: as many of each contestant, so that the figures compare, and none
twice over the same seed exchange.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from colloquist.run.comparison.bootstrap import Difference, of_sets
from colloquist.run.comparison.made import Made
from colloquist.run.comparison.measures import Better, Form

SHOWN: dict[str, tuple[str, Form]] = {
    "distinct_2": ("different word pairs", "share"),
    "self_repetition": ("runs of words said again", "share"),
    "spread": ("spread of subjects", "number"),
    "vendi": ("different conversations", "share"),
    "opening_vendi": ("different openings", "share"),
    "alike_openings": ("openings like another", "share"),
    "near_duplicates": ("near-duplicates", "share"),
    "user_tics": ("users' recurring phrases", "number"),
    "assistant_tics": ("answers' recurring phrases", "number"),
}
"""The measures that are told, in this order, with the words and the form they have in a table."""
ROUGH = ("user_tics", "assistant_tics")
"""Counts above a threshold, which one conversation more or less makes jump."""


class Varied(NamedTuple):
    """A measure of variety: its name, in words, which way is better, its form and meaning, and how it differs."""

    name: str
    words: str
    better: Better
    form: Form
    meaning: str
    found: Difference


def variety(one: Mapping[str, Made], other: Mapping[str, Made]) -> Iterator[Varied]:
    """Yield the measures of two contestants, over the snippets from which both have an accepted conversation.

    Raises ExtraMissing.
    """
    from colloquist.run.diversity import MEASURES, diversity_of_each

    ids = sorted(
        id_ for id_ in one.keys() & other.keys() if one[id_].record.accepted and other[id_].record.accepted
    )

    def measured(chosen: Sequence[str]) -> tuple[Mapping[str, float], Mapping[str, float]]:
        groups = {
            name: [side[id_].messages()[0] for id_ in chosen] for name, side in (("one", one), ("other", other))
        }
        found = diversity_of_each(groups)
        return found["one"], found["other"]

    found = of_sets(ids, measured, ROUGH) if ids else {}
    for name, (words, form) in SHOWN.items():
        measure, here = MEASURES[name], found.get(name, Difference(None, None, len(ids)))
        yield Varied(name, words, "more" if measure.higher else "less", form, measure.says, here)
