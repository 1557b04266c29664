"""The floor of a run: so many conversations are worked on at a time, first come, first served.

The work between a reply and the next request is pure computing. Done for everybody at once it takes as long
for the first as for the last; done in turn, replies that came together spread out, and the next ones find
the process free.
"""

import asyncio
from collections.abc import Awaitable
from typing import Self, TypeVar

Result = TypeVar("Result")
PLACES = 4
"""Conversations that are worked on at a time."""


class Place:
    """The place of one conversation, held from entering to leaving but for the times that it is away."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        """Name the places; none is taken yet."""
        self._places = places
        self._held = False
        self._away = 0

    async def __aenter__(self) -> Self:
        """Wait for a place."""
        await self._take()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave it to the next one."""
        self._give_up()

    async def away(self, work: Awaitable[Result]) -> Result:
        """Await `work` with the place left to others, until the last of several awaited at once is done."""
        self._away += 1
        self._give_up()
        try:
            return await work
        finally:
            self._away -= 1
            if not self._away:
                await self._take()

    async def _take(self) -> None:
        if not self._held:
            await self._places.acquire()
            self._held = True

    def _give_up(self) -> None:
        if self._held:
            self._held = False
            self._places.release()
