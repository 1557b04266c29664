"""A drawing of a conversation's machine: what may follow what, for a notebook, a terminal or a README."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from colloquist.show.arrows import arrows
from colloquist.show.facts import counted
from colloquist.show.mermaid import mermaid
from colloquist.show.sketch import sketch
from colloquist.show.tags import tag
from colloquist.show.wiring import Wiring, wiring

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

    from colloquist.show.conversation import Conversation


@dataclass(frozen=True)
class Drawing:
    """A machine that draws itself, without any network; what is internal to LangGraph is left out."""

    wiring: Wiring
    calls: dict[str, int] = field(default_factory=dict)
    """Model calls per node, where a conversation is drawn into its machine."""

    @property
    def ascii(self) -> str:
        """The drawing in plain text."""
        return arrows(self.wiring, {node: f"({note})" for node, note in self._notes().items()})

    @property
    def mermaid(self) -> str:
        """The drawing in Mermaid's language."""
        return mermaid(self.wiring)

    @property
    def svg(self) -> str:
        """The drawing as an SVG file; dashed arrows are chosen by a function, the others always taken."""
        return sketch(self.wiring, self._notes())

    def _notes(self) -> dict[str, str]:
        return {node: counted(number, "call") for node, number in self.calls.items()}

    def _repr_html_(self) -> str:
        return tag("div", sketch(self.wiring, self._notes(), alone=False), style="padding:.3em 0")

    def __str__(self) -> str:
        """Return the drawing in plain text."""
        return self.ascii


def draw(graph: CompiledStateGraph[Any, Any, Any, Any], visits: Conversation | None = None) -> Drawing:
    """Return the drawing of a compiled graph.

    Args:
        graph: any compiled LangGraph graph.
        visits: a conversation that it led; nodes then show how many model calls were made in them, which
            is all that a record keeps of the way it went.
    """
    calls = Counter(call["node"] for call in visits.calls) if visits else Counter[str]()
    wired = wiring(graph)
    return Drawing(wired, {node: calls[node] for node in wired.nodes if calls[node]})
