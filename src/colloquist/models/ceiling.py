"""The rate that a server lets through, learned from its refusals (HTTP 429), and told from refusals by chance.

A server refuses because too much is asked of it, or whatever is asked of it: a window that shrinks on
every refusal (AIMD, Chiu and Jain 1989) starves behind the second kind. So refusals are put on trial:
for a stretch of calls the rate is two thirds of what was let through. A limit refuses nothing then; where two
trials at ever lower rates are refused alike it is chance, and the rate is set free. Below a limit the rate
follows the curve of CUBIC (Ha, Rhee and Xu 2008): to what was let through, a while there, gently past it.
"""

from collections import deque
from math import inf, sqrt
from typing import NamedTuple

PATIENCE = 2.5
"""Refusals beyond what chance explains that make a bout."""
STRAY = 0.02
"""Share of refusals that is nothing to react to."""
BLOCK = 200
"""Calls in which a bout has to happen."""
MOST_BY_CHANCE = 0.6
"""Share of refusals that may pass for chance."""
DEPTH = 0.15
"""Share of the rate that a bout costs at first."""
LINGER = (1.0, 8.0)
"""Seconds back to the rate that was let through, and as many up to DEPTH past it; doubled while it holds."""
TRIAL = (80, 400)
"""Fewest and most calls of a trial; so many that chance alone hardly lets all of them through."""
TRIAL_SECONDS, TRIAL_AT_LEAST = 20.0, 20
"""At a low rate a trial has the calls that go through in so many seconds, and no fewer than so many."""
FLOOD = (24, 12)
"""So many refusals among so many calls in a row are a bout while the room still grows, when little is known."""
STRETCH = 30.0
"""Seconds after which calls without a bout are forgotten."""
LEAST = 0.5
"""Requests a second that no bout goes below."""
SLACK = 0.05
"""Seconds of lateness that are made up for."""


class Sent(NamedTuple):
    """A request that was sent: when, in which stretch of calls, and the how manyth of it."""

    at: float
    stretch: int
    number: int


class Ceiling:
    """Counts what is sent and refused. Before the first bout it limits nothing.

    `ramp` is the number of calls in which the room grows: a rate measured then is the room's, not the server's.
    """

    def __init__(self, ramp: int = 0) -> None:
        self._ramp = ramp
        self._lately: deque[int] = deque(maxlen=FLOOD[1])
        """The numbers of the last calls that were refused in the ramp."""
        self.chance = 0.0
        """Share of refusals that come whatever the load."""
        self._plateau, self._since, self._linger = inf, 0.0, LINGER[0]
        """Requests a second that were let through, the time from which the curve runs, seconds to its middle."""
        self._proven = 0.0
        """The plateau under which a trial met no refusal."""
        self._declared = 0.0
        """Share of refusals when they were found to come by chance."""
        self._trial = 0
        """Calls of the trial under way; 0: none."""
        self._before = 0.0
        """Share that was refused in the trial before."""
        self._due = -inf
        self._stretch = self._count = self._refused = self._last = 0
        """Number of the stretch of calls; in it: how many were sent, how many refused, the last one refused."""
        self._block = self._bout = 0
        """The call that the block began after, and how many of the block were refused."""
        self._began = 0.0
        self._wary = True
        """Whether a first refusal is likely to be followed by more."""

    def rate(self, now: float) -> float:
        """Return how many requests a second may be sent."""
        if self._trial:
            return self._plateau * 2 / 3
        if self._plateau == inf:
            return inf
        past = max(0.0, now - self._since) / self._linger - 1
        return self._plateau * (1 + DEPTH * past**3)

    def free_at(self) -> float:
        """Return the time from which the next request may be sent."""
        return self._due - SLACK

    def sent(self, now: float) -> Sent:
        """Count a request that is sent."""
        if self._plateau != inf:
            self._due = max(self._due, now) + 1 / self.rate(now)
        if not self._count:
            self._began = now
        self._count += 1
        self._ramp -= 1
        if self._trial and self._count > self._trial:
            self._end_trial(now)
        elif not self._trial and now - self._began > STRETCH:
            self._renew()
        return Sent(now, self._stretch, self._count)

    def refused(self, sent: Sent, opens: float) -> bool:
        """Count a refusal; return whether the lane should close for it until `opens`."""
        if sent.stretch != self._stretch:  # it says nothing of the calls since
            return False
        self._refused += 1
        self._last = max(self._last, sent.number)
        if sent.number > self._block + BLOCK:
            self._begin_block(sent.number - 1)
        self._bout += sent.number > self._block
        first = self._bout == 1 and self._wary and not self.chance
        if self._is_bout(sent.number):
            return self._judge(sent.at, opens)
        return first

    def _is_bout(self, number: int) -> bool:
        if self._trial:
            return self._settled()
        if self._ramp > 0 and self._plateau == inf:
            self._lately.append(number)
            return len(self._lately) == FLOOD[1] and number - min(self._lately) < FLOOD[0]
        return self._bout > self._explained(self._last - self._block)

    def _end_trial(self, now: float) -> None:
        if self._refused >= 2:
            self._judge(now, now)
        else:
            self._proven = self._plateau
            self._follow(self._plateau, now)

    def _settled(self) -> bool:
        return self._refused >= 6 or (self._refused >= 3 and self._last - self._refused >= 6)

    def _begin_block(self, after: int) -> None:
        """Learn from a block without a bout: chance has another share by now, a single refusal is no sign."""
        share = self._bout / (after - self._block)
        self.chance = min(self.chance + 0.2 * (share - self.chance), 2 * self._declared)
        self._wary = self._wary and not self._bout
        self._block, self._bout = after, 0

    def _explained(self, calls: int) -> float:
        """Return how many refusals of so many calls are no bout."""
        by_chance = (STRAY + self.chance) * calls
        return PATIENCE + by_chance + (0.0 if self._proven else 2.5 * sqrt(by_chance))

    def _judge(self, at: float, opens: float) -> bool:
        """Decide what a bout comes from, by the calls up to the last one refused; say if the lane should close."""
        self._wary = True
        share, passed, rate = self._refused / self._last, self._last - self._refused, self.rate(at)
        measured = passed >= 6 or rate == inf
        through = rate * (1 - share) if self._trial else passed / max(opens - self._began, 0.001)
        through = max(through, LEAST, 0.0 if measured else rate / 3)
        if self._trial and measured and self._before and 0.4 * self._before <= share <= MOST_BY_CHANCE:
            self._let_go(share)
            return False
        if not self._trial and rate > 0.75 * self._proven > 0 and through > self._proven / 3:
            self._linger = min(LINGER[1], 2 * self._linger) if at > self._since + self._linger else LINGER[0]
            self._follow(sqrt(through * rate), opens)
        else:
            self._before = share if self._trial and measured and share <= MOST_BY_CHANCE else 0.0
            self._plateau, self._linger, self._due = through, LINGER[0], opens + SLACK
            self._trial = int(
                min(TRIAL[1], max(TRIAL[0], 8 / share), max(TRIAL_AT_LEAST, TRIAL_SECONDS * through))
            )
            self._renew()
        return True

    def _follow(self, plateau: float, at: float) -> None:
        self._plateau, self._since, self._trial = plateau, at, 0
        self._renew()

    def _let_go(self, share: float) -> None:
        self.chance = self._declared = share
        self._proven = 0.0
        self._plateau, self._trial, self._due = inf, 0, -inf
        self._renew()

    def _renew(self) -> None:
        self._stretch += 1
        self._count = self._refused = self._last = self._block = self._bout = 0
        self._began = 0.0
