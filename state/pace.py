"""The pace: how fast and how many at a time a model is asked, shared by all conversations of a run."""

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol


class Pace(Protocol):
    """Anything that lets requests through one by one. It learns from how each of them ends."""

    @property
    def patient(self) -> bool:
        """Whether it sits out rate limits and outages by itself, so that they do not use up retries."""
        ...

    def turn(self, model: str, tokens: int) -> AbstractAsyncContextManager[None]:
        """Wait for the turn of one request of about `tokens` tokens to `model`; what it raises is learned from."""
        ...


class NoPace:
    """A pace that lets every request through at once."""

    @property
    def patient(self) -> bool:
        """Return False: retries alone decide."""
        return False

    def turn(self, model: str, tokens: int) -> AbstractAsyncContextManager[None]:
        """Wait for nothing."""
        return nullcontext()
