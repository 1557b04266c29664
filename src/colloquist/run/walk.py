"""The walk of one conversation through its machine: node after node, as LangGraph would go, for nobody to watch.

Nodes, edges, decisions and reducers are the compiled graph's own. What LangGraph's engine does besides them
(a version of every part at every step, events for whoever listens, a task for every node) costs more than
sending a request does, and serves forks, pauses, checkpoints and traces. A conversation of a run has none of
these unless its strategy brings them: then LangGraph goes through it. A walk that comes where only LangGraph
knows the way is given up, and gone again by it: the journal has all replies, and node by node the same is said.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Any

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import (
    ensure_config,
    get_async_callback_manager_for_config,
    var_child_runnable_config,
)
from langgraph.errors import GraphBubbleUp, NodeError
from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import Command

from colloquist.graphs.around import RUNTIME
from colloquist.run.way import Part, Stop, Unwalkable, Way
from colloquist.state.settings import Settings

Values = dict[str, Any]
_OF_THE_ENGINE = "__pregel_"
"""How the names begin under which LangGraph's engine keeps what a node may ask it for."""


def is_watched(config: RunnableConfig) -> bool:
    """Whether anybody hears of the steps of a graph that is called with `config`: only LangGraph tells of them."""
    return bool(get_async_callback_manager_for_config(ensure_config(config)).handlers)


class Walk:
    """One walk: the state as it grows, and what the nodes are told besides."""

    def __init__(self, way: Way, settings: Settings, config: RunnableConfig) -> None:
        """Take the way, and what LangGraph would be called with."""
        self._way, self._limit = way, config["recursion_limit"]
        self._runtime = Runtime(context=settings)
        self._about = config.get("metadata", {})
        self._config = RunnableConfig(**{**config, "configurable": {RUNTIME: self._runtime}})
        self._parts = {name: part.copy() for name, part in way.parts.items()}
        self._values = {name: part.get() for name, part in self._parts.items() if part.is_available()}

    async def through(self, opened: Mapping[str, Any]) -> Values:
        """Return the state at the end. Raises Unwalkable where only LangGraph knows how to go on."""
        before = var_child_runnable_config.set(self._config)
        try:
            self._write({key: value for key, value in opened.items() if key in self._way.given})
            at, steps = self._way.first, 0
            while at != END:
                steps += 1
                if steps == self._limit or (stop := self._way.stops.get(at)) is None:
                    raise Unwalkable
                self._config["metadata"] = {**self._about, "langgraph_step": steps, "langgraph_node": at}
                at = await self._after(stop)
        finally:
            var_child_runnable_config.reset(before)
        return {key: self._values[key] for key in self._way.returned if key in self._values}

    async def _after(self, stop: Stop) -> str:
        """Let a node do its work, or whoever mends what it raises, and return the name of the next one."""
        try:
            said = await self._called(stop.node)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            raise Unwalkable from None  # the node has cancelled itself, which LangGraph makes an error of
        except Exception as error:
            if _asks_the_engine(error):
                raise Unwalkable from None
            if stop.mender is None:
                raise
            raised = NodeError(stop.name, error)
            stop = self._way.stops[stop.mender]
            said = await self._called(stop.node, raised)
        return await self._next(stop, said)

    async def _next(self, stop: Stop, said: Any) -> str:
        """Take in what a node returned, and return the name of the next one."""
        leads = stop.leads
        if isinstance(said, Command):
            leads, said = _commanded(said, stop), said.update
        if not isinstance(said, dict | None):
            raise Unwalkable
        self._write(said or {})
        if leads is not None:
            return leads
        assert stop.decision, "a node without a decision leads somewhere, if only to the end"
        try:
            label = await self._called(stop.decision, beside=said or {})
        except Exception:  # to LangGraph the node itself has failed, and what it returned is not taken in
            raise Unwalkable from None
        return _led(label, stop.labels)

    def _called(
        self, part: Part, error: NodeError | None = None, beside: Mapping[str, Any] = MappingProxyType({})
    ) -> Awaitable[Any]:
        """Call a function of the graph; `beside` is seen where the state has no part of that name."""
        read = {**beside, **{key: self._values[key] for key in part.reads if key in self._values}}
        given = {"config": self._config, "runtime": self._runtime, "error": error}
        told = {
            name: given[name] if name in given else getattr(self._runtime, attribute)
            for name, attribute in part.told.items()
        }
        return part.call(read, **told)

    def _write(self, patch: Mapping[str, Any]) -> None:
        for name, value in patch.items():
            if part := self._parts.get(name):
                part.update([value])
                self._values[name] = part.get()


def _asks_the_engine(error: Exception) -> bool:
    """Whether a node wanted to pause, or missed what only LangGraph's engine can give it."""
    missing = error.args[0] if isinstance(error, KeyError) and error.args else ""
    return isinstance(error, GraphBubbleUp) or str(missing).startswith(_OF_THE_ENGINE)


def _commanded(command: Command[Any], stop: Stop) -> str | None:
    """Return where a command leads. Raises Unwalkable where that is to several nodes, or out of the graph."""
    ahead = [command.goto] if isinstance(command.goto, str) else list(command.goto or ())  # type: ignore[arg-type]
    if command.graph or command.resume:
        raise Unwalkable
    if not ahead or ahead == [END]:
        return stop.leads
    if len(ahead) > 1 or stop.decision or stop.leads != END or not isinstance(ahead[0], str):
        raise Unwalkable
    return ahead[0]


def _led(label: Any, labels: Mapping[Any, str] | None) -> str:
    """Return the node that a label leads to. Raises Unwalkable where it leads to none or to several."""
    one = label[0] if isinstance(label, list | tuple) and len(label) == 1 else label
    if not isinstance(one, str | bool | int) or (labels is not None and one not in labels):
        raise Unwalkable
    return str(one) if labels is None else labels[one]
