"""What every strategy's machine has in common: state, settings, manner, and where a failed node leads."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, get_type_hints

from langgraph.errors import NodeError
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command
from pydantic import Field
from typing_extensions import TypedDict

from colloquist.graphs.around import Manner, Node, StrategyError, around, deciding
from colloquist.models import ModelFailure, OutOfBudget
from colloquist.nodes.finish import interrupted
from colloquist.state.dialogue import Dialogue
from colloquist.state.form import OnlyPython
from colloquist.state.settings import Settings, check_manner

Compiled = CompiledStateGraph[Any, Any, Any, Any]

__all__ = ["Compiled", "Machine", "Node", "StrategyError", "machine"]


class Machine(StateGraph[Any, Settings, Any, Any]):
    """A graph whose nodes speak in a manner, and may be replaced by a user's own of the same name."""

    def __init__(self, state: type[Any], manner: Manner, own: Mapping[str, Node]) -> None:
        super().__init__(state, input_schema=_form(state), context_schema=Settings)
        self.manner = manner
        self._own = _plain(own)
        self._parts = _keys(state)

    def add_node(self, node: str | Node, action: Node | None = None, **options: Any) -> Self:  # type: ignore[override]
        """Add a node, or what the user has put in its place. What it returns must be part of the state."""
        name = node if isinstance(node, str) else node.__name__
        given = action if isinstance(node, str) else node
        if given is None:
            raise StrategyError(f"node {name}: there is no function for it; add_node({name!r}, function)")
        chosen = around(name, self._own.get(name, given), self.manner, self._parts)
        return super().add_node(name, chosen, **options)

    def add_conditional_edges(self, source: str, path: Node, path_map: Any = None) -> Self:  # type: ignore[override]
        """Add a decision: `path` returns a label, and `path_map` says to which node each label leads."""
        decision = deciding(path, source, None if path_map is None else tuple(path_map))
        return super().add_conditional_edges(source, decision, path_map)

    def compile(self, *args: Any, **options: Any) -> Compiled:
        """Compile the graph. Raises StrategyError for a node of the user's that it has no place for."""
        unknown = sorted(set(self._own) - set(self.nodes))
        if unknown:
            raise StrategyError(
                f"{options.get('name', 'this strategy')} has no node {unknown[0]!r}; "
                f"its nodes are: {', '.join(sorted(self.nodes))}"
            )
        return super().compile(*args, **options)


def machine(
    state: type[Any] = Dialogue,
    end: str = "finish",
    *,
    manner: Manner = "",
    own: Mapping[str, Node] | None = None,
) -> Machine:
    """Return an empty graph over a dialogue, or over a `state` that extends one.

    A node that a guard or a failing model stops hands over to the node `end`, which the strategy must have;
    what was judged by then is kept, the rest is cut off, and nothing is taken for fine. `manner` is what is
    particular to its conversations: words by role, or the name of the prompt that holds them. `own` are nodes
    that stand in place of those of the same name.
    """

    def to_end(state: Dialogue, error: NodeError) -> Command[Any]:
        """Lead a stopped or failed conversation to its end; anything else is a bug and is raised."""
        if not isinstance(error.error, ModelFailure | OutOfBudget):
            error.error.add_note(f"node {error.node}")
            raise error.error
        return Command(update=interrupted(state, error.node, error.error), goto=end)

    if isinstance(manner, Mapping):
        check_manner(manner)
    graph = Machine(state, manner, own or {})
    graph.set_node_defaults(error_handler=to_end)
    return graph


def _form(state: type[Any]) -> type[Any]:
    """Return the type of what a graph is given: any part of its state, of which a form asks for the text alone."""
    text = Annotated[str, Field(description="the text to talk about; or a whole snippet: text, title, source")]
    others = dict.fromkeys(_keys(state) - {"snippet"}, Annotated[Any, OnlyPython()])
    return TypedDict("Given", {"snippet": text, **others}, total=False)  # type: ignore[operator, no-any-return]


def _plain(own: Mapping[str, Node]) -> dict[str, Node]:
    """Return the user's nodes. LangGraph's server calls a `build(**own)` with its configuration as `own`."""
    return {name: node for name, node in own.items() if not (isinstance(node, Mapping) and "configurable" in node)}


def _keys(state: type[Any]) -> frozenset[str]:
    return frozenset(get_type_hints(state))
