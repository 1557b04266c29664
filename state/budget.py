"""The budget of a run: what all its conversations together may still ask for."""

from typing import Protocol

from colloquist.state.dialogue import Call


class Budget(Protocol):
    """Anything that counts replies and can say that it is enough."""

    def check(self) -> None:
        """Raise when no further request may be sent; called before each one that the journal has no reply to."""
        ...

    def add(self, call: Call) -> None:
        """Count a reply that was paid for just now; a replayed one was counted when it was."""
        ...


class NoBudget:
    """A budget without a bottom."""

    def check(self) -> None:
        """Let everything be asked."""

    def add(self, call: Call) -> None:
        """Count nothing."""
