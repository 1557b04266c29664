"""A server that had answered and has stopped: nobody fails for it, and single probes ask whether it is back.

A request that fails while others are answered is at fault itself and uses up its retries. One that
fails while nobody is answered is not blamed: with a second one the lane is closed, and what waits in it
is sent one by one with growing pauses. A server that never answered is not waited for.
"""

import random
from math import inf

from colloquist.models.outage import LONGEST_WAIT, asked, cut_off
from colloquist.models.turn import LaneTurn

FIRST_PAUSE = 0.5
DAY = 86_400.0
"""Seconds of silence after which waiting is in vain."""
QUIET = 1.0
"""Seconds without a reply before failures are taken for a silence: in a storm some fail in the same instant."""
POISON = 2
"""A request that failed so often while others were answered is no sign of a silence."""
MOST_PROBES = 60
"""So often one request may be the probe and fail, unless nobody could be reached at all."""


class Silence:
    """What is known of a server's silence. `probe_at` is when the next request may be sent; inf while one is."""

    def __init__(self) -> None:
        self.probe_at = -inf
        self.heard_at: float | None = None
        self.pause = 0.0
        """Seconds between two probes; 0 while the server is not silent."""
        self._failing: set[LaneTurn] = set()
        self._probe: LaneTurn | None = None

    def hopeless(self, now: float) -> bool:
        """Say whether the server fails and never answered, or not for a day."""
        return bool(self._failing) and not self._answered_lately(now)

    def sent(self, turn: LaneTurn) -> None:
        """Take note of a request that is sent; during a silence it is a probe."""
        if self.pause:
            self._probe, self.probe_at = turn, inf

    def heard(self, now: float) -> None:
        """End the silence: the server has answered somebody."""
        self.heard_at = now
        if self._failing or self.pause:
            self._failing.clear()
            self._open()

    def left(self, turn: LaneTurn) -> None:
        """Let another probe take the place of one that was called off."""
        if turn is self._probe:
            self._probe, self.probe_at = None, -inf

    def lost(self, turn: LaneTurn, error: Exception, now: float, others: bool, pending: int) -> bool:
        """Return whether a lost request is spared.

        `others`: somebody was answered since it was sent, or since it failed before. `pending`: requests
        that are under way.
        """
        unreached = cut_off(error)
        turn.blamed += others
        self._failing.add(turn)
        if not self._answered_lately(now):
            self._open()
            return False
        if not self.pause:
            if others or turn.blamed >= POISON:
                return False
            if (len(self._failing) == 1 and not unreached) or (pending and not self._quiet(now)):
                return pending > 0 or not turn.setbacks
            self._close(FIRST_PAUSE, error, now)
        elif turn is self._probe:
            turn.probes += not unreached
            self._close(2 * self.pause, error, now)
        return turn.probes <= MOST_PROBES

    def refused(self, turn: LaneTurn, error: Exception, now: float, others: bool, pending: int) -> bool:
        """Return whether a refused request is spared; all refused and none `pending` is a silence too."""
        if not pending and not others:
            self._failing.add(turn)
        if not self._answered_lately(now):
            self._open()
            return self.heard_at is None and pending > 0
        if self.pause and turn is self._probe:
            self._close(2 * self.pause, error, now)
        elif not self.pause and not pending and not others and len(self._failing) > 1:
            self._close(FIRST_PAUSE, error, now)
        return True

    def _open(self) -> None:
        self._probe, self.pause, self.probe_at = None, 0.0, -inf

    def _close(self, pause: float, error: Exception, now: float) -> None:
        self.pause = min(LONGEST_WAIT, pause)
        self._probe = None
        self.probe_at = now + max(self.pause, asked(error) or 0.0) * random.uniform(1.0, 1.25)

    def _quiet(self, now: float) -> bool:
        return self.heard_at is None or now - self.heard_at >= QUIET

    def _answered_lately(self, now: float) -> bool:
        return self.heard_at is not None and now - self.heard_at < DAY
