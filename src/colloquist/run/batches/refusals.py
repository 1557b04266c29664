"""Batches that the provider refuses whole: what takes their place, and when. Nothing of them was paid for.

OpenAI limits the tokens that wait in batches, per model and organisation, and says so only after a batch
has been handed in. Such a batch waits for room, or is parted when nothing of this run takes that room.
"""

import asyncio
from collections.abc import Collection, Sequence

from colloquist.run.batches.provider import MOST, Fault
from colloquist.run.batches.shelf import Shelf
from colloquist.run.batches.telling import Telling
from colloquist.run.problem import RunStopped
from colloquist.state.batches import Batching

LEAST = 100
"""Requests from which on a batch is not parted any more."""
IN_A_ROW = 3
"""How many batches may be refused, with none that was not, before the run stops."""


class Refusals:
    """What was refused lately. `most` is how many requests a batch may have by now."""

    def __init__(self, shelf: Shelf, batching: Batching, telling: Telling) -> None:
        self.most = MOST
        self._shelf, self._batching, self._telling = shelf, batching, telling
        self._refused = self._held = 0
        self._freed = asyncio.Event()

    def ended(self) -> None:
        """Take note of a batch that was not refused and leaves room."""
        self._refused = 0
        self._freed.set()

    async def parts(self, number: int, faults: Sequence[Fault], under_way: Collection[int]) -> list[int]:
        """Return the batches that take the place of a refused one, when it is their time.

        Raises RunStopped when one after the other is refused for something else than want of room.
        """
        room = next((fault for fault in faults if fault.code == "token_limit_exceeded"), None)
        if room is None:
            await self._count(number, faults)
            return self._shelf.parted(number, self.most)
        size = len(self._shelf.requests(number))
        if size > LEAST and len(under_way) - self._held == 1:
            self.most = max(LEAST, -(-size // 2))
        else:
            await self._room(number, room)
        return self._shelf.parted(number, self.most)

    async def _count(self, number: int, faults: Sequence[Fault]) -> None:
        self._refused += 1
        if self._refused < IN_A_ROW:
            await asyncio.sleep(self._batching.first)
            return
        said = "; ".join(f"{fault.message} ({fault.code})" for fault in faults[:3]) or "no reason given"
        id_ = self._shelf.batch(number).id
        self._shelf.take(number, {})
        raise RunStopped(
            f"the provider refused {self._refused} batches in a row, the last one {id_}: {said}; nothing of them "
            "was paid for: mend that, and the same command goes on from here"
        )

    async def _room(self, number: int, fault: Fault) -> None:
        """Wait until another batch has ended, or for a good while."""
        self._telling.note(number, f"waits for room ({fault.message})")
        self._freed.clear()
        self._held += 1
        try:
            await asyncio.wait_for(self._freed.wait(), self._batching.held)
        except TimeoutError:
            return
        finally:
            self._held -= 1
