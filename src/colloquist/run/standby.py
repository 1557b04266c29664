"""Workers on standby: forked by the command before the run opens anything, so that they need import nothing.

A worker that is begun later, or by anybody but the command, is a new process (`worker.py`).
"""

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context

from colloquist.run import at_work
from colloquist.run.signals import SIGNALS, listen

_WAITING: list["Standby"] = []


class Standby:
    """A forked process that waits for its job. Once `joined`, it is used as a process of asyncio's is."""

    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader

    def __init__(self, older: Sequence["Standby"]) -> None:
        """Fork it beside those that are `older`, whose lines it must not keep open when the run is gone.

        Raises OSError where the system has no room for it.
        """
        self._line, its_end = socket.socketpair()
        ours = (*(one._line for one in older), self._line)
        self._process = get_context("fork").Process(target=_wait_for_a_job, args=(its_end, ours))
        try:
            self._process.start()
        except OSError:
            self._line.close()
            raise
        finally:
            its_end.close()

    async def joined(self) -> "Standby":
        """Let the running loop speak to it."""
        self.stdout, self.stdin = await asyncio.open_unix_connection(sock=self._line, limit=2**20)
        return self

    async def wait(self) -> int:
        """Return the status with which it ends, a signal's number below zero; 255 where nobody knows any more."""
        await asyncio.to_thread(self._process.join)
        status = self._process.exitcode
        return 255 if status is None else status

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def dismiss(self) -> None:
        """Hang up, after which it ends."""
        self._line.close()


@contextmanager
def standby(number: int) -> Iterator[None]:
    """Have so many workers on standby, none where a single process makes the run or a fork is not safe.

    All end with the block, `taken` or not.
    """
    forked = list[Standby]()
    try:
        if number > 1 and _forks_safely():
            with _signals_held_back(), suppress(OSError):  # who is missing is begun as a new process
                while len(forked) < number:
                    forked.append(Standby(forked))
        _WAITING[:] = forked
        yield
    finally:
        _WAITING.clear()
        for one in forked:
            one.dismiss()


def taken() -> Standby | None:
    """Return one of those on standby, which is then no longer."""
    return _WAITING.pop() if _WAITING else None


def _forks_safely() -> bool:
    """Tell whether no other thread runs here: a lock that it holds would never be let go in the copy.

    Where a standard stream is closed, the line to a process could get its number.
    """
    streams = sys.stdin, sys.stdout, sys.stderr
    return sys.platform == "linux" and threading.active_count() == 1 and None not in streams


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """Let a signal wait until all are forked: what it raises while Python forks is lost, with locks held."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait_for_a_job(line: socket.socket, ours: Sequence[socket.socket]) -> None:
    for one in ours:
        one.close()
    os.setsid()  # signals from the keyboard reach the run alone, which tells its workers
    listen(signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    at_work.work(line.makefile("rb"), line.makefile("wb"))
