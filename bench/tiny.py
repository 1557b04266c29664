"""A strategy of one node and no model: what is left of a run is its intake, corpus, order and files."""

from langgraph.graph import START
from langgraph.graph.state import CompiledStateGraph

from colloquist.graphs.machine import machine
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.settings import Settings


async def finish(state: Dialogue) -> Patch:
    """End at once, as done."""
    return {"status": "done"}


def build() -> CompiledStateGraph[Dialogue, Settings, Dialogue, Dialogue]:
    """Return the compiled machine."""
    graph = machine()
    graph.add_node(finish)
    graph.add_edge(START, "finish")
    return graph.compile(name="tiny")
