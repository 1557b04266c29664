"""The floor of a run: whose turn it is to compute. Who has a request to send goes before who has not.

The work between a reply and the next request is pure computing. Done for everybody at once it takes as long
for the first as for the last; done in turn, replies that came together spread out, and the next ones find
the process free. What is computed at the end of a conversation takes longest and has hardly ever a request
after it: it is done while the others wait for replies.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Self, TypeVar

Result = TypeVar("Result")
PLACES = 4
"""Conversations that are worked on at a time."""
MOST_CLOSING = 64
"""Conversations beyond the slots that may be closing, or be mended at their end: each holds all that was said."""


def closing_beside(slots: int) -> int:
    """Return how many conversations may be closing while so many others are under way."""
    return min(MOST_CLOSING, slots // 4)


class Floor:
    """So many places, and behind them the queue of those that close; one of these goes in a round of the loop."""

    def __init__(self, slots: int) -> None:
        """Make a floor for a run with so many slots."""
        self.places = asyncio.Semaphore(PLACES)
        self._beside, self._left = closing_beside(slots), 0
        self._closing: deque[asyncio.Future[None]] = deque()

    def lets_leave(self) -> bool:
        """Say whether one more that closes may leave its slot to the next conversation, and count it if so."""
        if self._left == self._beside:
            return False
        self._left += 1
        return True

    def gone(self) -> None:
        """Count one less of those who have left their slots: it has ended."""
        self._left -= 1

    async def last(self) -> None:
        """Return when all who closed before have been called up, and whoever had a reply by then has gone on."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._closing.append(turn)
        if len(self._closing) == 1:
            loop.call_soon(self._call_up)
        await turn

    def _call_up(self) -> None:
        turn = self._closing.popleft()
        if not turn.done():
            turn.set_result(None)
        if self._closing:
            asyncio.get_running_loop().call_soon(self._call_up)


class Place:
    """The place of one conversation, held from entering to leaving but for the times that it is away."""

    def __init__(self, floor: Floor, leave: Callable[[], object] = lambda: None) -> None:
        """Take no place yet; `leave` gives the conversation's slot in the run to the next one, once."""
        self._floor, self._leave = floor, leave
        self._held = self._has_left = False
        self._away = 0
        self._taking = (
            asyncio.Lock()
        )  # where a strategy forks, several tasks of a conversation share its one place

    async def __aenter__(self) -> Self:
        """Wait for a place."""
        await self._take()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave it to the next one."""
        self._give_up()
        if self._has_left:
            self._floor.gone()

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

    async def closing(self) -> None:
        """Wait at the end of the queue, the slot left to the next conversation where there is room for that."""
        self._give_up()
        if not self._has_left and self._floor.lets_leave():
            self._has_left = True
            self._leave()
        await self._floor.last()
        await self._take()

    async def _take(self) -> None:
        async with self._taking:
            if not self._held:
                await self._floor.places.acquire()
                self._held = True

    def _give_up(self) -> None:
        if self._held:
            self._held = False
            self._floor.places.release()
