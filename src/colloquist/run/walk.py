"""The walk of one conversation through its machine: node after node, as LangGraph would go, for nobody to watch.

Nodes, edges, decisions and reducers are the compiled graph's own. What LangGraph's engine does besides them
(a version of every part at every step, events for whoever listens, checkpoints) costs more than sending a
request does, and serves forks, pauses and traces. A conversation of a run has none of these unless its strategy
brings them: then LangGraph goes through it. A walk that comes where only LangGraph knows the way is given up.
"""

import asyncio
from collections.abc import Mapping
from contextvars import copy_context
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import (
    ensure_config,
    get_async_callback_manager_for_config,
    var_child_runnable_config,
)
from langgraph.channels import LastValue
from langgraph.errors import GraphBubbleUp, NodeError
from langgraph.graph import END
from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from colloquist.graphs.around import RUNTIME
from colloquist.run.apart import Apart
from colloquist.run.told import Missed, Told, unknown
from colloquist.run.way import Part, Stop, Unwalkable, Way
from colloquist.state.settings import Settings

Values = dict[str, Any]
_NOTHING: Any = LastValue(object).checkpoint()
"""What LangGraph begins a part with that nobody has written yet."""


def is_watched(config: RunnableConfig) -> bool:
    """Whether anybody hears of the steps of a graph that is called with `config`: only LangGraph tells of them."""
    return bool(get_async_callback_manager_for_config(ensure_config(config)).handlers)


class Walk:
    """One walk: the state as it grows, and what the nodes are told besides."""

    def __init__(self, way: Way, settings: Settings, config: RunnableConfig) -> None:
        """Take the way, and what LangGraph would be called with."""
        self._way, self._config, self._missed = way, config, Missed()
        self._runtime: Runtime[Settings] = Runtime(context=settings, **unknown(self._missed))
        self._step = 0
        self._parts = {name: part.from_checkpoint(_NOTHING) for name, part in way.parts.items()}
        self._values = {name: part.get() for name, part in self._parts.items() if part.is_available()}

    async def through(self, opened: Mapping[str, Any]) -> Values:
        """Return the state at the end. Raises Unwalkable where only LangGraph knows how to go on."""
        self._write({key: value for key, value in opened.items() if key in self._way.given})
        at = self._way.first
        while at != END:
            self._step += 1
            if self._step == self._config["recursion_limit"] or (stop := self._way.stops.get(at)) is None:
                raise Unwalkable
            at = await self._after(stop)
        return {key: self._values[key] for key in self._way.returned if key in self._values}

    async def _after(self, stop: Stop) -> str:
        """Let a node do its work, or whoever mends what it raises, and return the name of the next one."""
        try:
            said = await self._called(stop.node, stop.name)
        except Unwalkable:
            raise
        except Exception as error:
            if stop.mender is None:
                raise
            raised = NodeError(stop.name, error)
            stop = self._way.stops[stop.mender]
            said = await self._called(stop.node, stop.name, error=raised)
        return await self._next(stop, said)

    async def _next(self, stop: Stop, said: Any) -> str:
        """Take in what a node returned, and return the name of the next one."""
        leads, patch = stop.leads, said
        if isinstance(said, Command):
            leads, patch = _commanded(said, stop), said.update
        if not isinstance(patch, dict | None):
            raise Unwalkable
        self._write(patch or {})
        if leads is not None:
            return leads
        assert stop.decision, "a node without a decision leads somewhere, if only to the end"
        beside = said if stop.shows_all and isinstance(said, dict) else {}
        try:
            label = await self._called(stop.decision, stop.name, beside=beside)
        except Exception:  # to LangGraph the node itself has failed, and what it returned is not taken in
            raise Unwalkable from None
        return _led(label, stop.labels)

    async def _called(
        self, part: Part, name: str, error: NodeError | None = None, beside: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what a function of the graph returns, in a context of its own.

        It sees what stands `beside` the state, too, where the state has no part of that name.
        """
        config = self._told(name)
        given = {"config": config, "runtime": self._runtime, "error": error}
        told = {kw: given[kw] if kw in given else getattr(self._runtime, of) for kw, of in part.told.items()}
        read = {**(beside or {}), **{key: self._values[key] for key in part.reads if key in self._values}}
        context = copy_context()
        context.run(var_child_runnable_config.set, config)
        try:
            said = await Apart(part.call(read, **told), context)
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) and task.cancelling():
                raise
            raise Unwalkable from None  # it has cancelled itself, which LangGraph makes an error of
        except Exception as raised:
            if self._missed or isinstance(raised, GraphBubbleUp):
                raise Unwalkable from None
            raise
        if self._missed:
            raise Unwalkable
        return said

    def _told(self, name: str) -> RunnableConfig:
        """Return the configuration that a node of that name is called with."""
        where = {"langgraph_step": self._step, "langgraph_node": name}
        told = {
            "tags": self._config.get("tags", []),
            "metadata": Told({**self._config.get("metadata", {}), **where}, self._missed),
            "recursion_limit": self._config["recursion_limit"],
            "configurable": Told({RUNTIME: self._runtime}, self._missed),
        }
        return cast(RunnableConfig, Told(told, self._missed))

    def _write(self, patch: Mapping[str, Any]) -> None:
        for name, value in patch.items():
            if part := self._parts.get(name):
                part.update([value])
                self._values[name] = part.get()


def _commanded(command: Command[Any], stop: Stop) -> str | None:
    """Return where a command leads. Raises Unwalkable where that is to several nodes, or out of the graph."""
    ahead = [command.goto] if isinstance(command.goto, str | Send) else list(command.goto)
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
