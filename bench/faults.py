"""What the bench server does instead of answering: limits that ask for patience, and moments of a bad day."""

import argparse
import time
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson


class Refusal(NamedTuple):
    """What a call is answered in place of a completion."""

    status: int
    body: bytes
    headers: str = ""


@dataclass
class Bucket:
    """So many calls a second on average, `burst` at once."""

    rate: float
    burst: float
    _left: float = 0.0
    _at: float = field(default_factory=time.monotonic)

    def wait(self) -> float:
        """Take one call; return 0, or the seconds until there is one to take."""
        now = time.monotonic()
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self.rate
        self._left -= 1
        return 0.0


class Faults:
    """The faults that were asked for on the command line."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._bucket = Bucket(options.rate, options.burst, options.burst) if options.rate else None

    def refused(self, number: int) -> Refusal | None:
        """Return the refusal that this call meets before it is worked on, or None."""
        seconds = self._bucket.wait() if self._bucket else 0.0
        if not seconds and _due(self._options.every_429, number):
            seconds = 0.1
        if seconds:
            return Refusal(429, _error("rate limit reached"), f"retry-after: {seconds:.3f}\r\n")
        if _due(self._options.every_500, number):
            return Refusal(500, _error("the server has a bad moment"))
        return None

    def drops(self, number: int) -> bool:
        """Say whether this call's connection is dropped without a word."""
        return _due(self._options.every_drop, number)

    def breaks(self, number: int) -> bool:
        """Say whether this call's reply is cut off in the middle of its JSON."""
        return _due(self._options.every_malformed, number)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the faults to a command line; a period of 0 means never."""
    parser.add_argument("--rate", type=float, default=0.0, help="calls per second before 429; 0: no limit")
    parser.add_argument("--burst", type=float, default=32.0, help="calls that may come at once under --rate")
    for fault in ("429", "500", "drop", "malformed"):
        parser.add_argument(f"--every-{fault}", type=int, default=0, metavar="N", help="every N-th call")


def _due(period: int, number: int) -> bool:
    return period > 0 and number % period == 0


def _error(message: str) -> bytes:
    return orjson.dumps({"error": {"message": message}})
