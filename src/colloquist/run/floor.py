"""The floor of a run: whose turn it is to compute. Who has a request to send goes before who has not.

The work between a reply and the next request is pure computing. Done for everybody in one round of the event
loop, no request leaves and no reply is read before all of it is done; done for a few in each round, the first
requests are on their way while others are still worked on. What is computed at the end of a conversation takes
longest and has hardly ever a request after it: it is done while the others wait for replies.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Self, TypeVar

Result = TypeVar("Result")
TURNS = 2
"""Conversations that go on in one round of the loop."""
MOST_CLOSING = 256
"""Conversations beyond the slots that may be closing, or be mended at their end: each holds all that was said."""


def closing_beside(slots: int) -> int:
    """Return how many conversations may be closing while so many others are under way; one at a time stays one."""
    return min(MOST_CLOSING, slots) if slots > 1 else 0


class Floor:
    """Two queues: a few of those that have yet to ask go in a round, or, where there are none, one that closes.

    A turn is for going on, not for as long as the work takes: what waits in a node keeps nobody else waiting.
    """

    def __init__(self, slots: int) -> None:
        """Make a floor for a run with so many slots."""
        self._beside, self._left = closing_beside(slots), 0
        self._asking: deque[asyncio.Future[None]] = deque()
        self._closing: deque[asyncio.Future[None]] = deque()
        self._gone_on = 0
        self._in_round = False

    def lets_leave(self) -> bool:
        """Say whether one more that closes may leave its slot to the next conversation, and count it if so."""
        if self._left == self._beside:
            return False
        self._left += 1
        return True

    def gone(self) -> None:
        """Count one less of those who have left their slots: it has ended."""
        self._left -= 1

    async def turn(self) -> None:
        """Return when one may go on that has a request to send before long."""
        if self._asking or self._gone_on == TURNS:
            await self._queued(self._asking)
        else:
            self._gone_on += 1
            self._have_round()

    async def last(self) -> None:
        """Return when nobody is waiting who has a request to send, nor anybody who closed before."""
        await self._queued(self._closing)

    async def _queued(self, queue: "deque[asyncio.Future[None]]") -> None:
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        self._have_round()
        await turn

    def _have_round(self) -> None:
        if not self._in_round:
            self._in_round = True
            asyncio.get_running_loop().call_soon(self._call_up)

    def _call_up(self) -> None:
        self._in_round, self._gone_on = False, 0
        while self._gone_on < TURNS and _called(self._asking):
            self._gone_on += 1
        if self._gone_on or _called(self._closing):
            self._have_round()


def _called(queue: "deque[asyncio.Future[None]]") -> bool:
    """Call up the first of a queue that still waits; say whether there was one."""
    while queue:
        turn = queue.popleft()
        if not turn.done():
            turn.set_result(None)
            return True
    return False


class Place:
    """The place of one conversation in the run, from entering to leaving."""

    def __init__(self, floor: Floor, leave: Callable[[], object] = lambda: None) -> None:
        """Ask for no turn yet; `leave` gives the conversation's slot in the run to the next one, once."""
        self._floor, self._leave, self._has_left = floor, leave, False

    async def __aenter__(self) -> Self:
        """Wait for the first turn."""
        await self._floor.turn()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Be counted no more."""
        if self._has_left:
            self._floor.gone()

    async def away(self, work: Awaitable[Result]) -> Result:
        """Return what `work` comes to, in a turn of one's own."""
        result = await work
        await self._floor.turn()
        return result

    async def closing(self) -> None:
        """Wait behind all others, the slot left to the next conversation where there is room for that."""
        if not self._has_left and self._floor.lets_leave():
            self._has_left = True
            self._leave()
        await self._floor.last()
