"""The window that moves over the input: so many conversations at a time, handed over in the order of the input.

A slow conversation holds up what is handed over and not what is begun, up to a bound: what waits behind
it has ended and is no more than its lines.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from typing import TypeVar

from colloquist.run.budget import RunBudget
from colloquist.run.ending import Ending
from colloquist.run.problem import RunStopped
from colloquist.state.budget import LimitReached

AHEAD = 4
"""How many conversations per slot may be under way or wait behind a slow one."""
LAST_REPLIES = 5.0
"""Seconds beyond a reply's own in which all that was under way at a limit of the run has arrived."""
Item = TypeVar("Item")
_CANCELLED = (
    "a conversation was cancelled from within: a node of the strategy cancels the task it runs in; take that out, "
    "and the same command goes on from here"
)


class Window:
    """Made inside the event loop that it is used in."""

    def __init__(self, slots: int, budget: RunBudget, reply: float) -> None:
        """Take how many conversations may be under way at a time, and the seconds that a reply may take."""
        self._slots, self._budget, self._reply = slots, budget, reply
        self._reached: LimitReached | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self._waiting: deque[asyncio.Future[Ending]] = deque()
        self._under_way = 0
        self._left = set[asyncio.Future[Ending]]()
        self._news = asyncio.Event()
        self._fault: BaseException | None = None
        self._leaving = False

    async def endings(
        self, items: Iterable[Item], begin: Callable[[Item], "asyncio.Future[Ending]"]
    ) -> AsyncGenerator[Ending, None]:
        """Yield what `begin` comes to for each item, in their order. Raises the first fault of any of them.

        At a limit of the run no more is begun; when all that was under way has ended or come to the limit too,
        and what has ended was yielded, LimitReached is raised, unless that was all there is.
        """
        source, waiting, unfinished = iter(items), self._waiting, False
        self._watch_the_clock()
        try:
            while True:
                self._news.clear()
                while self._has_room(len(waiting)) and (item := next(source, None)) is not None:
                    waiting.append(self._begun(begin(item)))
                if not waiting:
                    break
                await (asyncio.sleep(0) if waiting[0].done() else self._news.wait())
                if self._fault:
                    raise self._fault
                if not waiting[0].done():
                    continue
                if _stopped(ending := waiting.popleft()):
                    unfinished = True
                else:
                    yield ending.result()
            if self._reached and (unfinished or next(source, None) is not None):
                raise self._budget.reached(self._reached.limit)
        finally:
            for timer in self._timers:
                timer.cancel()
            self._abandon()
            await asyncio.gather(*waiting, return_exceptions=True)

    def fail(self, fault: BaseException) -> None:
        """Have `endings` raise, whatever is still under way."""
        self._fault = self._fault or fault
        self._news.set()

    def leave(self, ending: "asyncio.Future[Ending]") -> None:
        """Give the slot of one that is under way to the next."""
        if not ending.done():
            self._left.add(ending)
            self._under_way -= 1
            self._news.set()

    def reach(self, limit: LimitReached) -> None:
        """Begin no more; what still waits for its turn when every reply under way has come ends unfinished."""
        if not self._reached:
            self._reached = limit
            self._after(self._reply + LAST_REPLIES, self._abandon)

    def _watch_the_clock(self) -> None:
        if (left := self._budget.seconds_left) is not None:
            self._after(left, lambda: self.reach(self._budget.reached("seconds")))

    def _after(self, seconds: float, act: Callable[[], object]) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, act))

    def _abandon(self) -> None:
        self._leaving = True
        for ending in self._waiting:
            ending.cancel()

    def _has_room(self, waiting: int) -> bool:
        return self._reached is None and self._under_way < self._slots and waiting < self._slots * AHEAD

    def _begun(self, ending: "asyncio.Future[Ending]") -> "asyncio.Future[Ending]":
        self._under_way += 1
        ending.add_done_callback(self._ended)
        return ending

    def _ended(self, ending: "asyncio.Future[Ending]") -> None:
        if ending in self._left:
            self._left.remove(ending)
        else:
            self._under_way -= 1
        self._news.set()
        if ending.cancelled():
            if not self._leaving:  # or it would be gone without a word
                self.fail(RunStopped(_CANCELLED))
            return
        if not (fault := ending.exception()):
            return
        if isinstance(fault, LimitReached):
            self.reach(fault)
        else:
            self.fail(fault)


def _stopped(ending: "asyncio.Future[Ending]") -> bool:
    return ending.cancelled() or isinstance(ending.exception(), LimitReached)
