"""The floor: which conversations go on next, so that one with a reply sends its next request soon.

Without it all conversations whose replies came at the same moment would advance together, step by step,
and the first request of any of them would leave when the work of all is done.
"""

from collections.abc import Awaitable
from typing import Protocol, TypeVar

Result = TypeVar("Result")


class Floor(Protocol):
    """The place of one conversation among all of a run."""

    async def away(self, work: Awaitable[Result]) -> Result:
        """Await `work` that is no computing, such as a reply; return what it came to when one's turn has come."""
        ...

    async def closing(self) -> None:
        """Say that hardly anything more is going to be asked, and let all go first who have yet to ask."""
        ...


class OpenFloor:
    """A floor with a place for everybody."""

    async def away(self, work: Awaitable[Result]) -> Result:
        """Await `work`."""
        return await work

    async def closing(self) -> None:
        """Go on at once."""
