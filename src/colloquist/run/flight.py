"""The conversations in flight: free of each other, so many at a time, handed over in the order of the input."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from colloquist.models import FATAL
from colloquist.run.converse import Machine, config
from colloquist.run.journal import SqliteJournal
from colloquist.run.problem import RunStopped
from colloquist.run.recording import record_of
from colloquist.state.dialogue import Dialogue, open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

AHEAD = 4
"""How many conversations per slot may be begun or wait behind a slow one."""
LOST_IN_A_ROW = 3
"""How many conversations may find the server gone, each after all its retries, before the run stops."""


@dataclass
class Flight:
    """What makes the conversations of a run; its first fault that would meet every other one stops it."""

    graph: Machine
    strategy: str
    settings: Settings
    journal: SqliteJournal
    concurrency: int
    _slots: asyncio.Semaphore = field(init=False)
    _fault: "asyncio.Future[RunStopped]" = field(init=False)
    _lost: int = field(init=False, default=0)

    async def records(self, snippets: Iterable[Snippet]) -> AsyncIterator[Record]:
        """Yield one record per snippet, in order; a bounded number of later ones runs ahead of a slow one.

        Raises RunStopped when going on would only fail on.
        """
        self._slots = asyncio.Semaphore(self.concurrency)
        self._fault = asyncio.get_running_loop().create_future()
        waiting: deque[asyncio.Task[Record | None]] = deque()
        source = iter(snippets)
        try:
            while True:
                while len(waiting) < self.concurrency * AHEAD and (snippet := next(source, None)) is not None:
                    waiting.append(asyncio.create_task(self._flown(snippet)))
                if not waiting:
                    return
                await asyncio.wait((waiting[0], self._fault), return_when=asyncio.FIRST_COMPLETED)
                record = waiting[0].result() if waiting[0].done() else None
                if record is None:
                    raise self._fault.result()
                waiting.popleft()
                yield record
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _flown(self, snippet: Snippet) -> Record | None:
        """Return the record of a snippet, or None once the run has a fault."""
        async with self._slots:
            try:
                record = await self._record(snippet)
                self._stop_if_hopeless(record)
            except RunStopped as fault:
                if not self._fault.done():
                    self._fault.set_result(fault)
                return None
            return record

    async def _record(self, snippet: Snippet) -> Record:
        """Return the record of a snippet's conversation; what a strategy breaks fails that snippet alone."""
        clock = asyncio.get_running_loop().time
        began = clock()
        opened = open_dialogue(snippet)
        own = replace(self.settings, journal=self.journal.of(snippet.id))
        try:
            ended: Any = await self.graph.ainvoke(
                opened, context=own, config=config(opened, self.strategy, self.settings)
            )
            return record_of(ended, self.strategy, self.settings, clock() - began)
        except RunStopped:
            raise
        except Exception as error:
            reason = f"{self.strategy}: {type(error).__name__}: {error}"
            broken: Dialogue = {**opened, "status": "failed", "reasons": [reason]}
            return record_of(broken, self.strategy, self.settings, clock() - began)

    def _stop_if_hopeless(self, record: Record) -> None:
        """Raise RunStopped when every other conversation would fail like this one."""
        failure = record.failure or {"kind": "", "message": "", "node": ""}
        self._lost = self._lost + 1 if failure["kind"] == "unreachable" else 0
        if failure["kind"] in FATAL:
            raise RunStopped(
                f"{failure['message']} (at {failure['node']}); nothing of this was kept, mend it and rerun"
            )
        if self._lost >= LOST_IN_A_ROW:
            raise RunStopped(
                f"{self._lost} conversations in a row could not reach the model: {failure['message']}; "
                "when it answers again, the same command with --retry-failed goes on from here"
            )
