"""The wiring of a compiled graph: its nodes and edges as a strategy's author wrote them, nothing internal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph, StateGraph

START = "__start__"
END = "__end__"
ENDS = {START: "START", END: "END"}
INTERNAL = ("__default_error_handler__", "__error_handler__")


class Edge(NamedTuple):
    """A way from one node to another; `conditional` means that a function chooses it."""

    source: str
    target: str
    label: str
    conditional: bool


@dataclass(frozen=True)
class Wiring:
    """A graph's nodes in the order they were added, START first and END last, and its edges after them."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]

    def leaving(self, node: str) -> list[Edge]:
        """Return the edges that leave a node."""
        return [edge for edge in self.edges if edge.source == node]


def name(node: str) -> str:
    """Return a node's name as it is shown."""
    return ENDS.get(node, node)


def wiring(graph: CompiledStateGraph[Any, Any, Any, Any]) -> Wiring:
    """Return what a compiled graph's author wired.

    LangGraph's own drawing keeps one answer where several lead the same way, and nothing that cannot be
    reached from the start; both are taken from the plan that the graph was compiled from, where it has one.
    """
    drawn = graph.get_graph()
    builder = getattr(graph, "builder", None)
    planned = set(_planned(builder)) if builder else set[Edge]()
    pairs = {(edge.source, edge.target) for edge in planned if edge.conditional}
    shown = {
        Edge(edge.source, edge.target, str(edge.data or "").replace("&nbsp;", " ").strip(), edge.conditional)
        for edge in drawn.edges
        if not (edge.conditional and (edge.source, edge.target) in pairs)
    }
    edges = [edge for edge in planned | shown if not any(end.startswith(INTERNAL) for end in edge[:2])]
    joined = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = [n for n in drawn.nodes if not n.startswith(INTERNAL) and (n in joined or n not in ENDS)]
    nodes.sort(key=lambda node: (node == END) - (node == START))
    order = {node: at for at, node in enumerate(nodes)}
    return Wiring(tuple(nodes), tuple(sorted(edges, key=lambda e: (order[e.source], order[e.target], e.label))))


def _planned(builder: StateGraph[Any, Any, Any, Any]) -> Iterator[Edge]:
    for source, target in builder.edges:
        yield Edge(source, target, "", False)
    for sources, target in builder.waiting_edges:
        yield from (Edge(source, target, "", False) for source in sources)
    for source, branches in builder.branches.items():
        for branch in branches.values():
            for answer, target in (branch.ends or {}).items():
                yield Edge(source, target, "" if answer == target else str(answer), True)
