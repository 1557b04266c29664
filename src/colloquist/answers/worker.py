"""The process that compares expressions: limits itself, reads pairs, says one verdict per line."""

import json
import signal
import sys
from types import FrameType

from colloquist.answers.reading import read
from colloquist.answers.tree import Tree

SECONDS_EACH = 4.0
SECONDS, MEMORY = 25, 1 << 30
"""CPU seconds and bytes of address space of the whole process."""


class _TooLate(Exception):
    pass


def main() -> None:
    """Read pairs of answers as JSON from standard input and write equal, different or undecided for each."""
    _limit()
    from colloquist.answers.algebra import same

    for one, other in json.load(sys.stdin):
        print(_verdict(same, read(one).tree, read(other).tree), flush=True)


def _verdict(same: object, a: Tree | None, b: Tree | None) -> str:
    if a is None or b is None or not callable(same):
        return "different"
    _alarm(SECONDS_EACH)
    try:
        return {True: "equal", False: "different"}.get(same(a, b), "undecided")
    except (_TooLate, MemoryError, ArithmeticError, ValueError, TypeError, RecursionError, AttributeError):
        return "undecided"
    finally:
        _alarm(0)


def _limit() -> None:
    """Bound this process, where the system can; elsewhere whoever started it ends it in time."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _late)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _late(number: int, frame: FrameType | None) -> None:
    raise _TooLate


if __name__ == "__main__":
    main()
