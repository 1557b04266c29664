"""The way through a compiled graph: what each node reads, who mends what it raises, where it leads.

Read once per run from what LangGraph compiled. A graph with more than that in it (a fork, a pause, a memory, a
graph within it) has no such way, and only LangGraph can go through it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langgraph.channels import BinaryOperatorAggregate, LastValue
from langgraph.channels.base import BaseChannel
from langgraph.graph import END, START

from colloquist.graphs.machine import Compiled


class Unwalkable(Exception):
    """A conversation would leave the ways that are known here; LangGraph knows all of them."""


@dataclass(frozen=True)
class Part:
    """A function of a graph: the parts of the state that it reads, and by which names it is told what else."""

    call: Callable[..., Awaitable[Any]]
    reads: tuple[str, ...]
    told: Mapping[str, str]


@dataclass(frozen=True)
class Stop:
    """A node: who mends what it raises, and where it leads, always there or wherever a decision says."""

    name: str
    node: Part
    mender: str | None
    leads: str | None
    decision: Part | None = None
    labels: Mapping[Any, str] | None = None
    shows_all: bool = False
    """Whether the decision sees all that the node returned, be it part of the state or not."""


@dataclass(frozen=True)
class Way:
    """The nodes of a graph by name, the first one, and the parts of its state: as such, given, returned."""

    stops: Mapping[str, Stop]
    first: str
    parts: Mapping[str, BaseChannel[Any, Any, Any]]
    given: frozenset[str]
    returned: tuple[str, ...]


def way_through(graph: Compiled) -> Way | None:
    """Return the way through a graph, or None where only LangGraph can go."""
    try:
        return _way(graph)
    except (Unwalkable, AttributeError):  # another LangGraph may keep its graphs in another way
        return None


def _way(graph: Compiled) -> Way:
    builder = graph.builder
    _only(
        not (graph.checkpointer or graph.store or graph.cache or graph.config or graph.debug),
        not (graph.interrupt_before_nodes or graph.interrupt_after_nodes or graph.step_timeout),
        not (graph.retry_policy or graph.cache_policy or builder.managed or builder.waiting_edges),
        all(type(channel) in (LastValue, BinaryOperatorAggregate) for channel in builder.channels.values()),
        isinstance(graph.output_channels, list) and START not in builder.branches,
        graph.nodes.keys() == builder.nodes.keys() | {START},  # the builder may have gone on building
    )
    first = [end for start, end in builder.edges if start == START]
    _only(len(first) == 1)
    return Way(
        stops={name: _stop(graph, name) for name in builder.nodes},
        first=first[0],
        parts=builder.channels,
        given=frozenset(builder.schemas[builder.input_schema]),
        returned=tuple(graph.output_channels),
    )


def _stop(graph: Compiled, name: str) -> Stop:
    builder = graph.builder
    spec = builder.nodes[name]
    leads = [end for start, end in builder.edges if start == name]
    decisions = [*builder.branches.get(name, {}).values()]
    compiled = graph.nodes[name]
    _only(
        not (spec.retry_policy or spec.cache_policy or spec.timeout or spec.defer or spec.metadata),
        len(leads) + len(decisions) <= 1,
        compiled.bound is spec.runnable,
        len(compiled.writers) == 1 + sum(end != END for end in leads) + len(decisions),
    )
    node, mender = _part(graph, spec.runnable, spec.input_schema), spec.error_handler_node
    if not decisions:
        return Stop(name, node, mender, (*leads, END)[0])
    path, labels, schema = decisions[0]
    decision = _part(graph, path, schema or spec.input_schema)
    return Stop(name, node, mender, None, decision, labels, shows_all=schema is None)


def _part(graph: Compiled, function: Any, schema: type[Any]) -> Part:
    """Return a function as it can be called without LangGraph; its subgraphs and other runnables cannot."""
    _only(
        type(function).__name__ == "RunnableCallable",
        callable(function.afunc),
        not function.kwargs,
        not function.explode_args,
    )
    _only(not graph.schema_to_mapper[schema])
    told = {name: attribute for name, (attribute, _) in function.func_accepts.items()}
    return Part(function.afunc, tuple(graph.builder.schemas[schema]), told)


def _only(*conditions: object) -> None:
    if not all(conditions):
        raise Unwalkable
