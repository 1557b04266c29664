"""A limit per time, kept by spreading what it limits evenly."""

from math import inf

SLACK = 0.25
"""Seconds of lateness that may be made up for: a busy event loop wakes late."""


class Bucket:
    """The generic cell rate algorithm (GCRA, ITU-T I.371): one is due when the share of the last one is over."""

    def __init__(self, per_second: float, slack: float) -> None:
        """Take the rate; what comes `slack` seconds before it is due conforms."""
        self._per_second, self._slack = per_second, slack
        self._due = -inf

    @classmethod
    def per_minute(cls, limit: float) -> "Bucket":
        """Return a bucket that never lets more than `limit` single ones through within any minute."""
        return cls(limit / (60 + SLACK), SLACK)

    def free_at(self) -> float:
        """Return the time from which the next one may pass."""
        return self._due - self._slack

    def take(self, amount: float, now: float) -> None:
        """Let `amount` pass now; one that is larger than what is free makes the next one wait."""
        self._due = max(self._due, now) + amount / self._per_second

    def correct(self, amount: float) -> None:
        """Count `amount` more, or less, for one that has passed."""
        self._due += amount / self._per_second
