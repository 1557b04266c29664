"""What every strategy's machine has in common: its state, its settings, and where a failed node leads."""

from typing import Any

from langgraph.errors import NodeError
from langgraph.graph import StateGraph
from langgraph.types import Command

from colloquist.models import ModelFailure, OutOfBudget
from colloquist.nodes.finish import interrupted
from colloquist.state.dialogue import Dialogue
from colloquist.state.settings import Settings


def machine(state: type[Any] = Dialogue, end: str = "finish") -> StateGraph[Any, Settings, Any, Any]:
    """Return an empty graph over a dialogue, or over a `state` that extends one.

    A node that a guard or a failing model stops hands over to the node `end`, which the strategy must have;
    what was judged by then is kept, the rest is cut off, and nothing is taken for fine.
    """

    def to_end(state: Dialogue, error: NodeError) -> Command[Any]:
        """Lead a stopped or failed conversation to its end; anything else is a bug and is raised."""
        if not isinstance(error.error, ModelFailure | OutOfBudget):
            raise error.error
        return Command(update=interrupted(state, error.node, error.error), goto=end)

    graph = StateGraph(state, context_schema=Settings)
    graph.set_node_defaults(error_handler=to_end)  # type: ignore[arg-type]  # an injected NodeError is not in its types
    return graph
