"""Stopping a run: Ctrl-C and SIGTERM end it in order and soon, a second one leaves at once."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from colloquist.run.signals import listen

Result = TypeVar("Result")
SOON = 3.0
"""Seconds after which a stop no longer waits for code of the user's that does not let go."""
SAME = 0.5
"""Seconds in which a second signal is the first one, sent on by whatever stands between."""
SAYS = "stopped; the same command goes on from here"


class Stopped(BaseException):
    """A command that was told to stop, and did. `status` is what the process should end with."""

    def __init__(self, number: int, says: str = "stopped") -> None:
        super().__init__(says)
        self.status = 128 + number


def stop_at_once(number: int, frame: object) -> None:
    """Handle a signal while there is nothing to put in order. Raises Stopped."""
    raise Stopped(number)


class _Ear:
    """What hears the signals: the first one cancels the run, or ends what has not begun; the next one leaves."""

    def __init__(self) -> None:
        self.heard: int | None = None
        self._began = 0.0
        self._cancel: Callable[[], object] | None = None

    def attach(self) -> None:
        """Let a signal cancel the running task from here on.

        Raises Stopped for one that came while the loop was being made, which must not be left half made.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task:
            self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
        if self.heard is not None:
            raise Stopped(self.heard, SAYS)

    def __call__(self, number: int, frame: object) -> None:
        if self.heard is not None:
            if time.monotonic() - self._began > SAME:
                _leave(self.heard)
            return
        self.heard, self._began = number, time.monotonic()
        last_resort = threading.Timer(SOON, _leave, (number,))
        last_resort.daemon = True
        last_resort.start()
        if self._cancel:
            self._cancel()


def stoppable(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end. Raises Stopped once it has put things in order after a signal."""
    ear = _Ear()

    async def heard() -> Result:
        ear.attach()
        return await work

    listen(ear)
    try:
        return asyncio.run(heard())
    except asyncio.CancelledError:
        if ear.heard is None:
            raise
        raise Stopped(ear.heard, SAYS) from None
    finally:
        work.close()


def _leave(number: int) -> None:
    with suppress(OSError):
        os.write(sys.stderr.fileno(), f"colloquist: {SAYS}\n".encode())
    os._exit(128 + number)
