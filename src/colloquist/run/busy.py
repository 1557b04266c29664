"""How busy a process is: by that the journal decides whether commits should wait for each other."""

import time

SPAN = 0.1
"""Seconds over which it is told."""


class Busy:
    """The share of its time that this process has been computing, told by the clock of its CPU."""

    def __init__(self) -> None:
        """Begin to look; until there is something to tell it counts as idle."""
        self._at, self._used = time.monotonic(), time.process_time()
        self._share = 0.0

    def share(self) -> float:
        """Return the share, from 0 to 1, over the last tenth of a second or longer."""
        passed = time.monotonic() - self._at
        if passed >= SPAN:
            used = time.process_time()
            self._share = min(1.0, (used - self._used) / passed)
            self._at, self._used = self._at + passed, used
        return self._share
