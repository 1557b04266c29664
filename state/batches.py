"""Batches: requests of a run that wait for each other, are handed in many at a time, and cost less for it."""

from dataclasses import dataclass
from typing import Protocol


class Batches(Protocol):
    """Anything that takes single requests and hands them in together."""

    async def ask(self, url: str, headers: dict[str, str], body: bytes, proxy: str | None) -> bytes:
        """Return the body of the reply to a request, when its batch has been answered: hours later, perhaps.

        Raises what a connection raises that is asked directly.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Batching:
    """How a run goes by batch, in seconds. The defaults suit batches that take from minutes to a day."""

    quiet: float = 2.0
    """How long no request may have come before those that have are handed in."""
    first: float = 5.0
    """The first pause between two looks at a batch; they grow to a tenth of its age."""
    longest: float = 60.0
    """The longest pause between two looks."""
    held: float = 600.0
    """How long a batch waits that the provider has no room for, unless another one ends sooner."""
