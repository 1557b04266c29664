"""Sending traces beside a run: from a thread of its own, which a run neither waits for nor loses anything by.

What could not be sent is counted and said; it is in the journal, and `colloquist traces push` sends it.
"""

import threading
import time
import warnings
import zlib
from collections.abc import Callable
from contextlib import suppress
from queue import Full, Queue
from typing import Any, Self
from uuid import UUID

import orjson

from colloquist.run.tracing.door import Door, Shut
from colloquist.run.tracing.options import Tracing
from colloquist.run.tracing.problem import TracingWarning

WAITING = 256
"""Traces that may wait to be sent."""
TRIES = 3
PAUSE = 0.25
"""Seconds between the first two tries to send a trace."""
LAST = 5.0
"""Seconds at the end of a run for what is still to be sent."""


def packed(packet: dict[str, Any]) -> bytes:
    """Return a packet small enough to wait, and to pass from one process to another."""
    return zlib.compress(orjson.dumps(packet, default=str, option=orjson.OPT_NON_STR_KEYS), 1)


def patiently_sent(door: Door, packet: dict[str, Any]) -> None:
    """Send a packet, tried some times before it counts as not sent. Raises Shut."""
    for tried in range(TRIES - 1):
        with suppress(Shut):
            return door.send(packet)
        time.sleep(PAUSE * 2**tried)
    return door.send(packet)


class Traces:
    """What a run sends. Without a door it sends nothing."""

    def __init__(self, door: Door | None, sent: Callable[[UUID], object] = lambda trace: None) -> None:
        """Take the door; `sent` hears of every trace that went through it."""
        self._door, self._heard = door, sent
        self._queue: Queue[bytes | None] = Queue(WAITING)
        self._handed = self._done = 0
        self._shut = ""
        self._thread = threading.Thread(target=self._work, daemon=True) if door else None
        if self._thread:
            self._thread.start()

    @property
    def share(self) -> float:
        """The share of conversations to trace; 0 where nothing can be sent."""
        return self._door.tracing.part if self._door else 0.0

    @property
    def shut(self) -> bool:
        """Whether nothing more can be sent."""
        return bool(self._shut)

    def send(self, packet: bytes) -> None:
        """Have a packet sent when its turn comes. Returns at once."""
        if not packet or not self._door:
            return
        self._handed += 1
        if not self._shut:
            with suppress(Full):  # they are made faster than they can be sent
                self._queue.put_nowait(packet)

    def settled(self, rest: str) -> str:
        """Return what was sent, once all is or the time is over; `rest` says what to do about the rest."""
        self.close()
        if not self._door or not self._handed:
            return ""
        if self._done == self._handed:
            return f"{self._done} sent to {self._door.place}"
        why = self._shut or f"{self._door.client.api_url} took too long over the others"
        said = f"{self._done} of {self._handed} traces were sent to {self._door.place}: {why}; {rest}"
        warnings.warn(said, TracingWarning, stacklevel=2)
        return said

    def close(self) -> None:
        """Send what is waiting, for some seconds at most."""
        if self._thread and self._thread.is_alive():
            until = time.monotonic() + LAST
            try:
                self._queue.put(None, timeout=LAST)
            except Full:
                return
            self._thread.join(max(0.0, until - time.monotonic()))

    def __enter__(self) -> Self:
        """Return the traces."""
        return self

    def __exit__(self, *error: object) -> None:
        """Send what is waiting; whoever stops a run by force does not wait for that."""
        if error[0] is None:
            self.close()
        with suppress(Full):
            self._queue.put_nowait(None)

    def _work(self) -> None:
        while (packet := self._queue.get()) is not None:
            if not self._shut:
                self._pass_on(packet)

    def _pass_on(self, packet: bytes) -> None:
        assert self._door, "there is a door where there is a thread"
        plain = orjson.loads(zlib.decompress(packet))
        try:
            patiently_sent(self._door, plain)
        except Shut as shut:
            self._shut = str(shut)
            return
        except Exception as error:  # a mask of the user's; nobody would hear of it in this thread
            self._shut = f"{type(error).__name__}: {error}"
            return
        self._done += 1
        self._heard(UUID(plain["runs"][0]["id"]))


def opened(tracing: Tracing | None, rest: str) -> Door | None:
    """Return the door to LangSmith, or None with a warning that says why, and `rest` what to do about it."""
    if tracing is None:
        return None
    try:
        return Door(tracing)
    except Shut as shut:
        warnings.warn(f"not traced: {shut}; {rest}", TracingWarning, stacklevel=2)
        return None
