"""Whether a server is strained: its replies take several times as long as they lately did, and keep on so."""

from math import inf

FACTOR = 4.0
"""So many times slower is clearly slower; the means of uneven but healthy servers stay well below it."""
ENOUGH = 128
"""Replies that a mean is taken over, or a whole window of them if that is more."""
FORGET = 1.1
"""How fast the best mean fades, so that a server that stays slow is one day taken for what it is."""


class Strain:
    """The gradient of TCP Vegas (Brakmo and Peterson 1995) over means, not over single replies.

    Long replies take long: time counts as risen only where the time per token of output rose as well.
    """

    def __init__(self) -> None:
        self._best = (inf, inf)
        self._slow = False
        self._forget()

    def add(self, seconds: float, tokens: int, window: float) -> bool:
        """Count a reply; return whether the second mean in a row is clearly slower than the best one."""
        self._count += 1
        self._seconds += seconds
        self._tokens += tokens
        if self._count < ENOUGH or self._count < window:
            return False
        means = (self._seconds / self._count, self._seconds / max(1, self._tokens))
        before, self._slow = self._slow, all(m > FACTOR * b for m, b in zip(means, self._best, strict=True))
        self._best = (min(means[0], FORGET * self._best[0]), min(means[1], FORGET * self._best[1]))
        self._forget()
        return before and self._slow

    def _forget(self) -> None:
        self._count, self._seconds, self._tokens = 0, 0.0, 0
