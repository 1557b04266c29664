"""A worker as the run sees it: a process of its own, begun again when it dies, that never outlives the run."""

import asyncio
import json
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress

from colloquist.run.ending import Ending
from colloquist.run.frames import Ended, Job, Waits, framed, next_frame
from colloquist.run.problem import RunStopped
from colloquist.run.standby import Standby, taken

DEATHS_IN_A_ROW = 3
"""How often a worker may die before any of its conversations ends, until the run stops."""
LAST_SECONDS = 2.0
"""Seconds that a worker has to leave by itself."""
# Not multiprocessing: a new process of its own would run the caller's script again.
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop())\n"
    "from colloquist.run.collector import loading\n"
    "with loading(): from colloquist.run.at_work import main\n"
    "main()"
)


class Worker:
    """One process at a time, and the conversations it has been told to make that have not ended."""

    def __init__(self, job: Job, say: Callable[[], object]) -> None:
        """Take the job, which `live` begins; `say` is called when `waits_for` has changed."""
        self.job, self._say = job, say
        self.waits_for: str | None = None
        self.open: dict[str, asyncio.Future[Ending]] = {}
        self._process: Process | Standby | None = None
        self._deaths = 0
        self._leaving = False

    @property
    def load(self) -> float:
        """What has not ended, per slot."""
        return len(self.open) / self.job.slots

    def begin(self, id: str) -> "asyncio.Future[Ending]":
        """Have the conversation of a snippet made."""
        self.open[id] = asyncio.get_running_loop().create_future()
        self._tell(id)
        return self.open[id]

    async def live(self) -> None:
        """Keep a process at work until the worker is to leave; one that dies leaves its conversations to the next.

        Raises RunStopped when they die again and again.
        """
        while not self._leaving:
            self._process = await _begun()
            self._tell(self.job)
            for id_ in list(self.open):
                self._tell(id_)
            if self._leaving:  # since before there was anybody to tell
                self._hang_up()
            with suppress(EOFError, ConnectionError):
                while True:
                    self._hear(await next_frame(self._out_of(self._process)))
            status = await self._process.wait()
            if not self._leaving:
                self._count_death(status)

    async def leave(self, living: "asyncio.Task[None]") -> None:
        """End the process, which `living` looks after."""
        self._leaving = True
        self._hang_up()
        done, _ = await asyncio.wait((living,), timeout=LAST_SECONDS)
        if not done and self._process:
            with suppress(ProcessLookupError):
                self._process.kill()
        await asyncio.gather(living, return_exceptions=True)

    def _hear(self, said: Ended | Waits) -> None:
        if isinstance(said, Waits):
            self.waits_for = said.why
            self._say()
            return
        self._deaths = 0
        ending = self.open.pop(said.id, None)
        if ending is None or ending.done():
            return
        if isinstance(said.ending, BaseException):
            ending.set_exception(said.ending)
        else:
            ending.set_result(said.ending)

    def _count_death(self, status: int) -> None:
        self.job.budget.abandon(self.job.number)
        self._hear(Waits(None))
        self._deaths += 1
        if self._deaths == DEATHS_IN_A_ROW:
            how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
            raise RunStopped(
                f"worker {self.job.number + 1} {how}, {self._deaths} times before any of its conversations ended; "
                "is there enough memory? The same command goes on from here"
            )

    def _tell(self, said: object) -> None:
        pipe = self._process.stdin if self._process else None
        if pipe and not pipe.is_closing():
            pipe.write(framed(said))

    def _hang_up(self) -> None:
        if self._process and self._process.stdin:
            self._process.stdin.close()

    def _out_of(self, process: Process | Standby) -> asyncio.StreamReader:
        assert process.stdout, "it was opened with a pipe"
        return process.stdout


async def _begun() -> Process | Standby:
    """Return a process on standby, else a new one; signals from the keyboard reach the run alone."""
    if ready := taken():
        return await ready.joined()
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _CODE, json.dumps([str(place) for place in sys.path])),
        stdin=PIPE,
        stdout=PIPE,
        limit=2**20,
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
