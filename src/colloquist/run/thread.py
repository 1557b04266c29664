"""A conversation with its past: every step is kept, and from any turn one can go on otherwise."""

import time
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar, cast
from uuid import uuid4

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.runtime import Runtime
from langgraph.types import StateSnapshot
from pydantic import PrivateAttr

from colloquist.graphs import file_of
from colloquist.graphs.fingerprint import fingerprint
from colloquist.run.converse import Machine, as_snippet, blocking, checked, config, machine
from colloquist.run.recording import record_of
from colloquist.show import Conversation
from colloquist.state.dialogue import Dialogue, Turn, open_dialogue
from colloquist.state.settings import Settings, SettingsError
from colloquist.state.snippet import Snippet

_RUNTIME = "__pregel_runtime"
"""Where LangGraph looks for the settings of a decision while a state is edited; `aupdate_state` takes none."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """How a conversation came to be: its machine with the checkpointer, its settings, its newest checkpoint."""

    graph: Machine
    name: str
    settings: Settings
    made_by: str
    leaf: RunnableConfig
    forks: tuple[dict[str, Any], ...] = ()


class Thread(Conversation):
    """A conversation that can be forked: LangGraph's checkpointer holds every step that it grew by."""

    _past: Past = PrivateAttr()

    async def afork(self, at: str, text: str | None = None, **options: Any) -> Self:
        """Go back to the turn `at`, say `text` in its place, and go on from there as another conversation.

        This one stays, and any number may be forked from one turn, at the same time too. Without a `text` the
        turn stays as it was. `options` are settings that differ from there on. What is said by hand is marked as
        edited and no longer guided: a question carries no brief of the refiner's, an answer no labels until it is
        judged; the seed answer is judged by nobody. Raises LookupError for a turn that was never spoken,
        SettingsError for a turn without words.
        """
        if text is not None and not text.strip():
            raise SettingsError(f"turn {at}: there are no words to say in its place")
        past = self._past
        settings = checked(past.settings, **options)
        steps = await _steps(past)
        then, node = _spoken_at(steps, at)
        was = next(turn for turn in then.values["turns"] if turn["id"] == at)
        where = then.config
        if text is not None:
            runtime = {**where["configurable"], _RUNTIME: Runtime(context=settings)}
            edited = {"turns": [_edited(was, text)]}
            where = await past.graph.aupdate_state({"configurable": runtime}, edited, as_node=node)
        fork = {"at": at, "was": was["text"] if text is not None else None, "settings": sorted(options)}
        return await _grown(
            type(self), replace(past, settings=settings, forks=(*past.forks, fork)), where, then.values
        )

    def fork(self, at: str, text: str | None = None, **options: Any) -> Self:
        """Do what `afork` does in a plain call, inside a running event loop too."""
        return blocking(self.afork(at, text, **options))

    @property
    def graph(self) -> Machine:
        """The machine with its checkpointer, for LangGraph's own get_state_history and the like."""
        return self._past.graph

    @property
    def checkpoint(self) -> RunnableConfig:
        """The newest checkpoint of this conversation, as LangGraph's configuration names it."""
        return self._past.leaf

    def __repr__(self) -> str:
        """Return what it is in one line, with the turns it was forked at."""
        forked = "".join(f", forked at {fork['at']}" for fork in self.forks)
        return f"{super().__repr__()[:-1]}{forked}>"


Grown = TypeVar("Grown", bound=Thread)


async def athread(
    snippet: Snippet | str,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
    **options: Any,
) -> Thread:
    """Grow a conversation as `aconverse` does, and keep every step of it, so that it can be forked.

    Steps are kept in memory, or by any `checkpointer` of LangGraph's.
    """
    chosen = checked(settings, **options)
    graph, name = machine(strategy)
    kept = graph.copy(update={"checkpointer": checkpointer or InMemorySaver()})
    where = RunnableConfig(configurable={"thread_id": uuid4().hex})
    past = Past(graph=kept, name=name, settings=chosen, made_by=fingerprint(graph, file_of(name)), leaf=where)
    opened = open_dialogue(as_snippet(snippet))
    return await _grown(Thread, past, where, opened, begin=True)


def thread(
    snippet: Snippet | str,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
    **options: Any,
) -> Thread:
    """Do what `athread` does in a plain call, inside a running event loop too."""
    return blocking(athread(snippet, strategy=strategy, settings=settings, checkpointer=checkpointer, **options))


async def _grown(
    kind: type[Grown], past: Past, where: RunnableConfig, so_far: Dialogue, begin: bool = False
) -> Grown:
    """Return the conversation that grows on from a checkpoint, or from its opening."""
    run = config(so_far, past.name, past.settings)
    run["configurable"] = where["configurable"]
    # The newest checkpoint of a thread is that of its newest fork; a mark of its own finds this one's.
    run["metadata"] = {**run["metadata"], "grown": (mark := uuid4().hex)}
    began = time.perf_counter()
    ended: Any = await past.graph.ainvoke(so_far if begin else None, run, context=past.settings)
    seconds = time.perf_counter() - began
    record = record_of(ended, past.name, past.settings, seconds, past.made_by)
    own = kind.of(record.model_copy(update={"forks": past.forks}))
    own._past = replace(past, leaf=await _newest(past.graph, where, mark))
    return own


async def _newest(graph: Machine, where: RunnableConfig, mark: str) -> RunnableConfig:
    async for step in graph.aget_state_history(_thread(where), filter={"grown": mark}, limit=1):
        return step.config
    raise LookupError("the checkpointer kept no step of this conversation: it has to keep more than the last")


async def _steps(past: Past) -> list[StateSnapshot]:
    """Return the steps of a conversation from its beginning on, those of other forks left out."""
    kept = {_id(step.config): step async for step in past.graph.aget_state_history(_thread(past.leaf))}
    steps, at = [], past.leaf
    while at and _id(at) in kept:
        steps.append(kept[_id(at)])
        at = steps[-1].parent_config  # type: ignore[assignment]
    return steps[::-1]


def _spoken_at(steps: list[StateSnapshot], turn_id: str) -> tuple[StateSnapshot, str]:
    """Return the step in which a turn was spoken, or edited since, and the node that spoke it."""
    for n, step in enumerate(steps):
        if turn_id in _turns(step):
            node = steps[n - 1].next[0] if steps[n - 1].next else ""
            while n + 1 < len(steps) and (steps[n + 1].metadata or {}).get("source") == "update":
                n += 1
            return steps[n], node
    there = ", ".join(_turns(steps[-1])) if steps else "none"
    raise LookupError(f"no turn {turn_id!r} was ever spoken; there are: {there}")


def _turns(step: StateSnapshot) -> list[str]:
    return [turn["id"] for turn in step.values.get("turns", []) if turn["text"]]


def _edited(turn: Turn, text: str) -> Turn:
    """Return a turn in other words, without what was meant for the words it had."""
    about = ("id", "parent_id", "path_id", "role", "made_by", "persona_id", "sources")
    kept = {key: value for key, value in turn.items() if key in about}
    return cast(Turn, {**kept, "text": text.strip(), "edited": True})


def _thread(where: RunnableConfig) -> RunnableConfig:
    return RunnableConfig(configurable={"thread_id": where["configurable"]["thread_id"]})


def _id(where: RunnableConfig) -> str:
    return str(where["configurable"].get("checkpoint_id", ""))
