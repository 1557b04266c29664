"""A conversation with its past: every step is kept, and from any turn one can go on otherwise."""

import time
from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar, cast
from uuid import uuid4

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import PrivateAttr

from colloquist.graphs import file_of
from colloquist.graphs.fingerprint import fingerprint
from colloquist.run.converse import Machine, as_snippet, blocking, checked, config, machine
from colloquist.run.recording import record_of
from colloquist.run.steps import Spoken, edited, newest, spoken_at, steps_to
from colloquist.show import Conversation
from colloquist.state.dialogue import Dialogue, open_dialogue
from colloquist.state.settings import Settings, SettingsError
from colloquist.state.snippet import Snippet


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
        SettingsError for words that cannot be said there.
        """
        past = self._past
        settings = checked(past.settings, **options)
        then = spoken_at(await steps_to(past.graph, past.leaf), at)
        dialogue, where = cast(Dialogue, then.step.values), then.step.config
        was = next(turn for turn in dialogue["turns"] if turn["id"] == at)
        if text is not None:
            _check_words(at, text, then)
            where = await edited(past.graph, where, then.node, was, text, settings)
        fork = {"at": at, "was": was["text"] if text is not None else None, "settings": sorted(options)}
        past = replace(past, settings=settings, forks=(*past.forks, fork))
        return await _grown(type(self), past, where, dialogue)

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


def _check_words(at: str, text: str, then: Spoken) -> None:
    """Raise SettingsError for words that cannot be said in place of a turn."""
    if not text.strip():
        raise SettingsError(f"turn {at}: there are no words to say in its place")
    if at != then.turns[-1]:
        raise SettingsError(
            f"turn {at} was written by {then.node} in one step with {', '.join(then.turns)}, and what follows it "
            f"there would stay: change {then.turns[-1]}, the last of them"
        )


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
    own._past = replace(past, leaf=await newest(past.graph, where, mark))
    return own
