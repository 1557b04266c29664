"""The conversations in flight: free of each other, so many at a time, handed over in the order of the input."""

import asyncio
import warnings
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig

from colloquist.graphs import file_of
from colloquist.graphs.fingerprint import fingerprint
from colloquist.graphs.raised import raised
from colloquist.run.budget import RunBudget
from colloquist.run.converse import Machine, config
from colloquist.run.ending import Ending, ending_of
from colloquist.run.floor import Floor, Place
from colloquist.run.journal import SqliteJournal
from colloquist.run.losses import Losses
from colloquist.run.problem import RunStopped
from colloquist.run.recording import record_of
from colloquist.run.tracing.options import takes, untraced
from colloquist.run.tracing.problem import TracingWarning
from colloquist.run.tracing.runs import packet
from colloquist.run.tracing.sending import packed
from colloquist.run.tracing.sent import identity
from colloquist.run.tracing.watching import Watcher
from colloquist.run.walk import Walk, is_watched
from colloquist.run.way import Unwalkable, Way, way_through
from colloquist.run.window import Window
from colloquist.state.budget import LimitReached
from colloquist.state.dialogue import Dialogue, open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

if TYPE_CHECKING:
    from colloquist.run.batches.desk import Desk


@dataclass
class Flight:
    """What makes the conversations of a run; its first fault that would meet every other one stops it."""

    graph: Machine
    strategy: str
    settings: Settings
    journal: SqliteJournal
    concurrency: int
    budget: RunBudget
    position: Callable[[str], int | None]
    """Tells of the id of a snippet how many of the run come before it."""
    desk: "Desk | None" = None
    share: float = 0.0
    made_by: str = field(init=False)
    _way: Way | None = field(init=False)
    _losses: Losses = field(init=False, default_factory=Losses)
    _floor: Floor = field(init=False)

    def __post_init__(self) -> None:
        """Name the strategy as it is now."""
        self.made_by = fingerprint(self.graph, file_of(self.strategy))
        self._way = way_through(self.graph)
        self._floor = Floor(self.concurrency)

    async def endings(self, snippets: Iterable[Snippet]) -> AsyncGenerator[Ending, None]:
        """Yield how each snippet ends, in order; a bounded number of later ones runs ahead of a slow one.

        Raises RunStopped when going on would only fail on, LimitReached when a limit of the run did not let all
        of them end.
        """
        window = Window(self.concurrency, self.budget, 0.0 if self.desk else self.settings.timeout)
        with self.desk.open(window.fail) if self.desk else nullcontext():
            begin = partial(self.begin, leave=window.leave)
            async with aclosing(window.endings(snippets, begin)) as endings:
                async for ending in endings:
                    yield ending

    def begin(self, snippet: Snippet, leave: "Callable[[asyncio.Task[Ending]], object]") -> "asyncio.Task[Ending]":
        """Begin a conversation; `leave` is called with it when another may begin in its place."""
        ending: asyncio.Task[Ending] = asyncio.create_task(self._ending(snippet, lambda: leave(ending)))
        return ending

    async def _ending(self, snippet: Snippet, leave: Callable[[], object]) -> Ending:
        async with Place(self._floor, leave) as place:
            watcher = Watcher() if takes(self.share, snippet.id) else None
            record = await self._record(snippet, place, watcher)
            self._losses.add(record, mute=self.settings.pace.mute)
            ending = ending_of(record)
            return ending._replace(traced=self._traced(record, watcher)) if watcher else ending

    def _traced(self, record: Record, watcher: Watcher) -> bytes:
        try:
            return packed(packet(record, watcher.trace(record.id, self.strategy), self._run))
        except Exception as error:  # whatever a strategy of the user's returns, its conversation is worth more
            warnings.warn(f"snippet {record.id} has no trace: {error}", TracingWarning, stacklevel=2)
            return b""

    @cached_property
    def _run(self) -> str:
        return identity(self.journal.path.parent)

    async def _record(self, snippet: Snippet, place: Place, watcher: Watcher | None) -> Record:
        """Return the record of a snippet's conversation; what a strategy breaks fails that snippet alone."""
        clock = asyncio.get_running_loop().time
        began = clock()
        opened = self._opened(snippet)
        about = config(opened, self.strategy, self.settings, watcher)
        try:
            with untraced():
                ended = await self._grown(snippet, opened, place, about)
            return record_of(ended, self.strategy, self.settings, clock() - began, self.made_by)
        except (RunStopped, LimitReached):
            raise
        except Exception as error:
            reason = raised(self.strategy, error, file_of(self.strategy))
            broken: Dialogue = {**opened, "status": "failed", "reasons": [reason]}
            return record_of(broken, self.strategy, self.settings, clock() - began, self.made_by)

    async def _grown(self, snippet: Snippet, opened: Dialogue, place: Place, config: RunnableConfig) -> Any:
        """Return the dialogue at its end: walked, or by LangGraph where it cannot be.

        What LangGraph has to go through after all takes its replies from the journal; from then on it does all.
        """
        new = self.journal.opened_empty
        if self._way and not is_watched(config):
            try:
                return await Walk(self._way, self._own(snippet, place, new), config).through(opened)
            except Unwalkable:
                self._way, new, opened = None, False, self._opened(snippet)
        return await self.graph.ainvoke(opened, context=self._own(snippet, place, new), config=config)

    def _own(self, snippet: Snippet, place: Place, new: bool) -> Settings:
        journal = self.journal.of(snippet.id, new=new)
        return self.settings.with_parts(budget=self.budget, floor=place, journal=journal)

    def _opened(self, snippet: Snippet) -> Dialogue:
        return open_dialogue(snippet, self.position(snippet.id))
