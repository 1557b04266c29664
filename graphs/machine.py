"""What every strategy's machine has in common: state, settings, manner, and where a failed node leads."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Self, get_type_hints

from langgraph.errors import NodeError
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from colloquist.models import ModelFailure, OutOfBudget
from colloquist.nodes.finish import interrupted
from colloquist.prompts.manner import in_manner
from colloquist.state.dialogue import Dialogue
from colloquist.state.settings import Settings, check_manner

Node = Callable[..., Any]
Compiled = CompiledStateGraph[Any, Any, Any, Any]


class StrategyError(ValueError):
    """A strategy that cannot be used; the message says what is wrong, where, and what would do."""


class Machine(StateGraph[Any, Settings, Any, Any]):
    """A graph whose nodes speak in a manner, and may be replaced by a user's own of the same name."""

    def __init__(self, state: type[Any], manner: str | Mapping[str, str], own: Mapping[str, Node]) -> None:
        super().__init__(state, context_schema=Settings)
        self._manner = manner
        self._own = dict(own)

    def add_node(self, node: str | Node, action: Node | None = None, **options: Any) -> Self:  # type: ignore[override]
        """Add a node, or what the user has put in its place. What it returns must be part of the state."""
        name = node if isinstance(node, str) else node.__name__
        given = action if isinstance(node, str) else node
        if given is None:
            raise StrategyError(f"node {name}: there is no function for it; add_node({name!r}, function)")
        chosen = self._own.get(name, given)
        if not _is_ours(chosen):
            chosen = _checked(name, chosen, _keys(self.state_schema))
        return super().add_node(name, _in(self._manner, chosen) if self._manner else chosen, **options)

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
    manner: str | Mapping[str, str] = "",
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
            raise error.error
        return Command(update=interrupted(state, error.node, error.error), goto=end)

    if isinstance(manner, Mapping):
        check_manner(manner)
    graph = Machine(state, manner, own or {})
    graph.set_node_defaults(error_handler=to_end)
    return graph


def _in(manner: str | Mapping[str, str], node: Node) -> Node:
    """Return the node as it speaks in a manner; one that is not told the settings asks no model."""
    if "runtime" not in inspect.signature(node).parameters:
        return node
    if not inspect.iscoroutinefunction(node):

        @wraps(node)
        def plain(state: Any, runtime: Runtime[Settings]) -> Any:
            return node(state, runtime=runtime.override(context=in_manner(runtime.context, manner)))

        return plain

    @wraps(node)
    async def speaking(state: Any, runtime: Runtime[Settings]) -> Any:
        return await node(state, runtime=runtime.override(context=in_manner(runtime.context, manner)))

    return speaking


def _checked(name: str, node: Node, keys: frozenset[str]) -> Node:
    """Return a user's node with an eye on what it returns: LangGraph drops a misspelt part without a word."""
    if not inspect.isfunction(node):
        return node

    def check(patch: Any) -> Any:
        unknown = sorted(set(patch) - keys) if isinstance(patch, Mapping) else []
        if unknown:
            raise StrategyError(
                f"node {name} returned {unknown[0]!r}, which is no part of the dialogue; "
                f"its parts are: {', '.join(sorted(keys))}"
            )
        return patch

    if not inspect.iscoroutinefunction(node):

        @wraps(node)
        def plain(*args: Any, **kwargs: Any) -> Any:
            return check(node(*args, **kwargs))

        return plain

    @wraps(node)
    async def awaited(*args: Any, **kwargs: Any) -> Any:
        return check(await node(*args, **kwargs))

    return awaited


def _is_ours(node: Node) -> bool:
    return str(getattr(node, "__module__", "")).startswith("colloquist.nodes.")


def _keys(state: type[Any]) -> frozenset[str]:
    return frozenset(get_type_hints(state))
