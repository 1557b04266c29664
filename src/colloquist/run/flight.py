"""The conversations in flight: free of each other, so many at a time, handed over in the order of the input."""

import asyncio
import re
import warnings
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from colloquist.graphs import file_of
from colloquist.graphs.fingerprint import fingerprint
from colloquist.graphs.raised import raised
from colloquist.models import FATAL
from colloquist.run.budget import RunBudget
from colloquist.run.converse import Machine, config
from colloquist.run.ending import Ending, ending_of
from colloquist.run.floor import PLACES, Place
from colloquist.run.journal import SqliteJournal
from colloquist.run.problem import RunStopped
from colloquist.run.recording import record_of
from colloquist.run.tracing.options import takes, untraced
from colloquist.run.tracing.problem import TracingWarning
from colloquist.run.tracing.runs import packet
from colloquist.run.tracing.sending import packed
from colloquist.run.tracing.sent import identity
from colloquist.run.tracing.watching import Watcher
from colloquist.run.window import Window
from colloquist.state.budget import LimitReached
from colloquist.state.dialogue import Dialogue, open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

if TYPE_CHECKING:
    from colloquist.run.batches.desk import Desk

MEND = {
    "wrong_key": "check the key and what it may be used for",
    "no_quota": "nothing is left to spend there: raise that",
    "unknown_model": "check the name of the model and the base URL",
}
"""What to do about a failure that every other conversation would meet."""
LOST_IN_A_ROW = 3
"""How many conversations may fail with a server that never answered, after all retries, before the run stops."""
REFUSED_IN_A_ROW = 10
"""How many may fail with one and the same refusal before the first that does not, before the run stops."""
_NUMBER = re.compile(r"\d+")


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
    _lost: int = field(init=False, default=0)
    made_by: str = field(init=False)
    _refusals: Counter[str] | None = field(init=False, default_factory=Counter)
    _places: asyncio.Semaphore = field(init=False, default_factory=lambda: asyncio.Semaphore(PLACES))

    def __post_init__(self) -> None:
        """Name the strategy as it is now."""
        self.made_by = fingerprint(self.graph, file_of(self.strategy))

    async def endings(self, snippets: Iterable[Snippet]) -> AsyncGenerator[Ending, None]:
        """Yield how each snippet ends, in order; a bounded number of later ones runs ahead of a slow one.

        Raises RunStopped when going on would only fail on, LimitReached when a limit of the run did not let all
        of them end.
        """
        window = Window(self.concurrency, self.budget, 0.0 if self.desk else self.settings.timeout)
        with self.desk.open(window.fail) if self.desk else nullcontext():
            async with aclosing(window.endings(snippets, self.begin)) as endings:
                async for ending in endings:
                    yield ending

    def begin(self, snippet: Snippet) -> "asyncio.Task[Ending]":
        """Begin a conversation."""
        return asyncio.create_task(self._ending(snippet))

    async def _ending(self, snippet: Snippet) -> Ending:
        async with Place(self._places) as place:
            watcher = Watcher() if takes(self.share, snippet.id) else None
            record = await self._record(snippet, place, watcher)
            self._stop_if_hopeless(record)
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
        opened = open_dialogue(snippet, self.position(snippet.id))
        kept = self.journal.of(snippet.id, new=self.journal.opened_empty)
        own = self.settings.with_parts(journal=kept, budget=self.budget, floor=place)
        about = config(opened, self.strategy, self.settings, watcher)
        try:
            with untraced():
                ended: Any = await self.graph.ainvoke(opened, context=own, config=about)
            return record_of(ended, self.strategy, self.settings, clock() - began, self.made_by)
        except (RunStopped, LimitReached):
            raise
        except Exception as error:
            reason = raised(self.strategy, error, file_of(self.strategy))
            broken: Dialogue = {**opened, "status": "failed", "reasons": [reason]}
            return record_of(broken, self.strategy, self.settings, clock() - began, self.made_by)

    def _stop_if_hopeless(self, record: Record) -> None:
        """Raise RunStopped when every other conversation would fail like this one."""
        failure = record.failure or {"kind": "", "message": "", "node": ""}
        in_vain = failure["kind"] in ("unreachable", "rate_limited") and self.settings.pace.mute
        self._lost = self._lost + 1 if in_vain else 0
        if failure["kind"] in FATAL:
            raise RunStopped(
                f"{failure['message']} (at {failure['node']}); {MEND[failure['kind']]}, and the same command "
                "goes on from here"
            )
        if self._lost >= LOST_IN_A_ROW:
            raise RunStopped(
                f"{self._lost} conversations in a row could not reach the model: {failure['message']}; "
                "when it answers again, the same command with --retry-failed goes on from here"
            )
        self._stop_if_refused(record, failure["kind"], failure["message"])

    def _stop_if_refused(self, record: Record, kind: str, said: str) -> None:
        """Raise RunStopped when the first conversations were all refused in the same words, numbers apart."""
        if self._refusals is None or record.status != "failed":
            self._refusals = None
            return
        alike = _NUMBER.sub("", said) if kind == "bad_request" else ""
        self._refusals[alike] += 1
        if alike and set(self._refusals) == {alike} and self._refusals[alike] >= REFUSED_IN_A_ROW:
            raise RunStopped(
                f"the first {REFUSED_IN_A_ROW} conversations were all refused: {said}; mend what it says, and the "
                "same command with --retry-failed goes on from here"
            )
