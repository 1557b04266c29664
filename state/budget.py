"""The budget of a run: what all its conversations together may still ask for."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from colloquist.state.dialogue import Call


class LimitReached(RuntimeError):
    """A limit of the whole run stands before the next request; what is under way may still arrive."""

    def __init__(self, limit: str, says: str) -> None:
        super().__init__(limit, says)
        self.limit = limit

    def __str__(self) -> str:
        """Return what was spent, and how to go on."""
        return str(self.args[1])


class Budget(Protocol):
    """Anything that counts replies and can say that it is enough."""

    def room(self) -> AbstractContextManager[None]:
        """Hold room for one reply from before its request is sent until it has been added.

        Raises LimitReached on entering when there is none.
        """
        ...

    def check(self) -> None:
        """Raise LimitReached when no request may be sent any more; called right before each one, a repeat too."""
        ...

    def add(self, call: Call) -> None:
        """Count a reply that was paid for just now; a replayed one was counted when it was."""
        ...


class NoBudget:
    """A budget without a bottom."""

    def room(self) -> AbstractContextManager[None]:
        """Hold nothing: there is always room."""
        return nullcontext()

    def check(self) -> None:
        """Let everything be asked."""

    def add(self, call: Call) -> None:
        """Count nothing."""
