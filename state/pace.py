"""The pace: how fast and how many at a time a model is asked, shared by all conversations of a run."""

from typing import Protocol


class Turn(Protocol):
    """The turn of one call. It is entered once for every try, and learns from how that ends."""

    spared: bool
    """Whether the last try failed for a reason that the pace sits out: it costs no retry and needs no pause."""

    def used(self, prompt: int, output: int) -> None:
        """Take what the reply cost in tokens; until then the call counts as estimated."""
        ...

    async def __aenter__(self) -> None:
        """Wait until the request may be sent."""
        ...

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Make room for the next request; what was raised is learned from, and raised on."""
        ...


class Pace(Protocol):
    """Anything that lets requests through one by one."""

    @property
    def mute(self) -> bool:
        """Whether a model that was asked has never answered, so that waiting for it is in vain."""
        ...

    def turn(self, model: str, tokens: int) -> Turn:
        """Return the turn of a call whose prompt is about `tokens` tokens long."""
        ...


class NoTurn:
    """A turn that is always there."""

    spared = False

    def used(self, prompt: int, output: int) -> None:
        """Count nothing."""

    async def __aenter__(self) -> None:
        """Wait for nothing."""

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Learn nothing."""


class NoPace:
    """A pace that lets every request through at once; retries alone decide."""

    @property
    def mute(self) -> bool:
        """Return True: who fails here has no reason to wait."""
        return True

    def turn(self, model: str, tokens: int) -> Turn:
        """Return a turn that is there."""
        return _ALWAYS


_ALWAYS = NoTurn()
