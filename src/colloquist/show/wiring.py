"""The wiring of a compiled graph: its nodes and edges as a strategy's author wrote them, nothing internal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from langchain_core.runnables.graph import Edge as DrawnEdge
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

    LangGraph's own drawing keeps one answer where several lead the same way, leaves out what cannot be
    reached and lets some node end where none does. So the edges are those of the plan that the graph was
    compiled from, and LangGraph's only where there is no such plan.
    """
    drawn = graph.get_graph()
    builder = getattr(graph, "builder", None)
    nodes = [node for node in drawn.nodes if not node.startswith(INTERNAL)]
    found = set(_planned(builder, nodes) if builder else map(_as_drawn, drawn.edges))
    edges = [edge for edge in found if not any(end.startswith(INTERNAL) for end in edge[:2])]
    joined = {end for edge in edges for end in edge[:2]}
    nodes = [node for node in {START: None} | dict.fromkeys(nodes) if node in joined or node not in ENDS]
    nodes = [*(node for node in nodes if node != END), *([END] if END in joined else [])]
    order = {node: at for at, node in enumerate(nodes)}
    return Wiring(tuple(nodes), tuple(sorted(edges, key=lambda e: (order[e.source], order[e.target], e.label))))


def _as_drawn(edge: DrawnEdge) -> Edge:
    label = str(edge.data or "").replace("&nbsp;", " ").strip()
    return Edge(edge.source, edge.target, label, edge.conditional)


def _planned(builder: StateGraph[Any, Any, Any, Any], nodes: Sequence[str]) -> Iterator[Edge]:
    """Yield the edges that were added to a graph; a node without any is one that ends."""
    edges = [Edge(source, target, "", False) for source, target in builder.edges]
    edges += [Edge(source, target, "", False) for sources, target in builder.waiting_edges for source in sources]
    for source, branches in builder.branches.items():
        for branch in branches.values():
            edges += _chosen(source, branch.ends)
    for source, spec in builder.nodes.items():
        edges += _chosen(source, spec.ends)
    leaving = {edge.source for edge in edges}
    yield from edges
    yield from (Edge(node, END, "", False) for node in nodes if node not in leaving and node not in ENDS)


def _chosen(source: str, ends: Mapping[Any, str] | Sequence[str] | None) -> list[Edge]:
    """Return an edge per answer; an answer that is the name of the node it leads to needs no label."""
    named = ends if isinstance(ends, Mapping) else {end: end for end in ends or ()}
    return [Edge(source, end, "" if answer == end else str(answer), True) for answer, end in named.items()]
