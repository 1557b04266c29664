"""The budget of a run: what its conversations have spent so far, and the stop before it is more than they may.

It counts on top of what the journal says was paid in earlier calls of the command (`spent_before`), so that a
repeated command does not quietly spend a limit again. Counters may lie in memory that processes share: every
worker writes its own and adds up all, so nobody waits for a lock. For that, the parent makes the one budget,
which goes to each worker as a pickle; all of them `share` the same memory, and the parent goes on asking its
own for `spent` and `seconds_left`, which then are of all workers.
"""

import time
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from typing import Any

from colloquist.run.limits import RunLimits
from colloquist.run.spending import Spent, share
from colloquist.state.budget import LimitReached
from colloquist.state.dialogue import Call

CALLS, OPEN, TOKENS, COST, UNPRICED, UNMETERED = range(6)
WIDTH = 6


class RunBudget:
    """Counts every reply of a run and stands before every request."""

    def __init__(self, limits: RunLimits, before: Spent | None = None) -> None:
        """Count on top of what was spent `before`; the limit of time begins now."""
        self.limits, self.before = limits, before or Spent()
        self._limited = limits != RunLimits()
        self._until = None if limits.seconds is None else time.monotonic() + limits.seconds
        self._counters: MutableSequence[float] = [0.0] * WIDTH
        self._first = 0

    def share(self, counters: MutableSequence[float], worker: int = 0) -> None:
        """Count in that worker's WIDTH of the counters that processes share; nothing was added yet."""
        self._counters, self._first = counters, worker * WIDTH

    def abandon(self, worker: int) -> None:
        """Hold no room any more for what a worker had under way when it died."""
        self._counters[worker * WIDTH + OPEN] = 0

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the counters: who gets the pickle shares them, or counts from nothing."""
        return {**self.__dict__, "_counters": [0.0] * WIDTH}

    @property
    def spent(self) -> Spent:
        """What the whole run has spent by now, earlier calls of the command included."""
        before, unknown = self.before, self._sum(UNPRICED)
        return Spent(
            before.calls + int(self._sum(CALLS)),
            before.tokens + int(self._sum(TOKENS)),
            None if unknown or before.cost is None else before.cost + self._sum(COST),
            before.unmetered + int(self._sum(UNMETERED)),
        )

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the limit of time, or None without one."""
        return None if self._until is None else max(0.0, self._until - time.monotonic())

    @contextmanager
    def room(self) -> Iterator[None]:
        """Hold room for one reply, so that those under way count against the limit of calls."""
        self.check()
        if self._over("calls", self.before.calls + self._sum(CALLS) + self._sum(OPEN)):
            raise self.reached("calls")
        self._counters[self._first + OPEN] += 1
        try:
            yield
        finally:
            self._counters[self._first + OPEN] -= 1

    def check(self) -> None:
        """Raise LimitReached when a limit stands before the next request."""
        if not self._limited:
            return
        before = self.before
        if self.limits.need_usage and before.unmetered + self._sum(UNMETERED):
            raise self.reached("usage")
        if self._over("cost", (before.cost or 0.0) + self._sum(COST)):
            raise self.reached("cost")
        if self._over("tokens", before.tokens + self._sum(TOKENS)):
            raise self.reached("tokens")
        if self._over("calls", before.calls + self._sum(CALLS)):
            raise self.reached("calls")
        if self._until is not None and time.monotonic() >= self._until:
            raise self.reached("seconds")

    def add(self, call: Call) -> None:
        """Count a reply."""
        tokens = call["input_tokens"] + call["output_tokens"]
        for counter, more in (
            (CALLS, 1),
            (TOKENS, tokens),
            (COST, call["cost"] or 0.0),
            (UNPRICED, call["cost"] is None),
            (UNMETERED, not tokens),
        ):
            self._counters[self._first + counter] += more

    def reached(self, limit: str) -> LimitReached:
        """Return the stop at a limit: what was spent of it by now, and how to go on."""
        if limit == "usage":
            return LimitReached(limit, _UNMETERED)
        most = getattr(self.limits, limit)
        passed = share(limit, most, self.spent, most)
        how = "" if limit == "seconds" else f" with a higher --max-{limit}"
        says = f"stopped at a limit of the run, {passed}; the same command{how} goes on from here"
        return LimitReached(limit, says)

    def _over(self, limit: str, spent: float) -> bool:
        most = getattr(self.limits, limit)
        return most is not None and spent >= most

    def _sum(self, counter: int) -> float:
        return sum(self._counters[counter::WIDTH])


_UNMETERED = (
    "stopped because a server does not say how many tokens its replies take, so that a limit in tokens or dollars "
    "cannot hold; the same command with --max-calls or --max-time in its place goes on from here"
)
