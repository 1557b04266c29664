"""The plan of a drawing: which layer everything stands in, in which order, and at which x."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

BOX = 34.0
GAP = 40.0
LABELLED = 18.0
"""How much wider a gap is where labels stand in it."""


class Place(NamedTuple):
    """A stand in a layer: a node's box, or the spot where an edge passes (`node` is then empty)."""

    key: str
    node: str


class Span(NamedTuple):
    """An edge of the layering with the places it runs through, source and target included."""

    source: str
    target: str
    through: tuple[str, ...]


@dataclass
class Plan:
    """The layers with the x of every place; `loops` are the pairs that lead back up, self loops too."""

    layers: list[list[Place]]
    spans: list[Span]
    loops: list[tuple[str, str]]
    rank: dict[str, int]
    x: dict[str, float] = field(default_factory=dict)
    widths: dict[str, float] = field(default_factory=dict)
    room: dict[str, float] = field(default_factory=dict)
    """Half the width that a place takes with the labels that stand over it."""
    labelled: set[int] = field(default_factory=set)
    """Layers with labels over them."""

    def y(self, key: str) -> float:
        """Return the middle of a place's layer."""
        rank = self.rank[key]
        wider = sum(layer <= rank for layer in self.labelled)
        return rank * (BOX + GAP) + wider * LABELLED + BOX / 2

    def links(self) -> list[tuple[str, str]]:
        """Return every step of an edge from one layer to the next."""
        return [link for span in self.spans for link in pairwise(span.through)]
