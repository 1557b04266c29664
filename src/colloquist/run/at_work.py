"""A worker at work: the other process. It makes the conversations it is told of, and ends with whoever told it."""

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from queue import SimpleQueue
from typing import BinaryIO

from colloquist.documents import Corpus
from colloquist.graphs import load
from colloquist.models.pace import RAMP
from colloquist.run.ceilings import Ceilings
from colloquist.run.counters import mapped
from colloquist.run.flight import Flight
from colloquist.run.frames import Ended, Job, Waits, framed, read_frame
from colloquist.run.intake import CORPUS
from colloquist.run.journal import SqliteJournal
from colloquist.run.journal_file import JOURNAL
from colloquist.run.problem import RunStopped
from colloquist.state.budget import LimitReached


def main() -> None:
    """Work as a new process, which is told by its input and answers by its output."""
    work(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))


def work(told: BinaryIO, answers: BinaryIO) -> None:
    """Work until nobody is there any more who would take the result."""
    os.dup2(2, 1)  # what a strategy prints must not come between the frames
    try:
        job = read_frame(told)
    except (EOFError, ConnectionError):
        return
    asyncio.run(_work(job, told, answers))


async def _work(job: Job, told: BinaryIO, answers: BinaryIO) -> None:
    ids: asyncio.Queue[str] = asyncio.Queue()
    said: SimpleQueue[Ended | Waits] = SimpleQueue()
    loop = asyncio.get_running_loop()
    for listening in (
        lambda: _listen(told, lambda id_: loop.call_soon_threadsafe(ids.put_nowait, id_)),
        lambda: _answer(answers, said),
    ):
        threading.Thread(target=listening, daemon=True).start()
    job.budget.share(mapped(job.counters), job.number)
    with (
        Corpus.open(job.folder / CORPUS) as corpus,
        SqliteJournal(job.folder / JOURNAL) as journal,
        Ceilings(job.ceilings, RAMP * job.slots_of_all) as ceilings,
    ):
        pace = job.rates.pace(job.slots, job.slots_of_all, lambda why: said.put(Waits(why)), ceilings.of)
        settings = replace(job.settings, library=corpus, pace=pace)
        graph, at = load(job.strategy), corpus.position
        flight = Flight(graph, job.strategy, settings, journal, job.slots, job.budget, at, share=job.share)
        slots, under_way = asyncio.Semaphore(job.slots), set[asyncio.Task[None]]()
        while id_ := await ids.get():
            if flight.made_by != job.made_by:  # a worker that is begun again reads the strategy's file again
                said.put(
                    Ended(id_, RunStopped(f"strategy {job.strategy} was edited while the run went on; undo that"))
                )
                continue
            task = asyncio.create_task(_make(id_, corpus, flight, slots, said))
            under_way.add(task)
            task.add_done_callback(under_way.discard)


async def _make(
    id: str, corpus: Corpus, flight: Flight, slots: asyncio.Semaphore, said: "SimpleQueue[Ended | Waits]"
) -> None:
    await slots.acquire()
    leave = ExitStack()
    leave.callback(slots.release)
    with leave:
        try:
            snippet = corpus.get(id)
            if snippet is None:
                raise RunStopped(f"snippet {id} is no longer in the corpus; the same command goes on from here")
            said.put(Ended(id, await flight.begin(snippet, lambda ending: leave.close())))
        except (RunStopped, LimitReached) as stop:
            said.put(Ended(id, stop))
        except BaseException:
            said.put(Ended(id, RuntimeError(f"in a worker:\n{traceback.format_exc()}")))


def _listen(told: BinaryIO, hear: Callable[[str], object]) -> None:
    """Hear until the line ends, which it does when the run does, in whatever way: nothing is to be done then."""
    try:
        while True:
            hear(read_frame(told))
    except (EOFError, ConnectionError):
        os._exit(0)


def _answer(answers: BinaryIO, said: "SimpleQueue[Ended | Waits]") -> None:
    try:
        while True:
            answers.write(framed(said.get()))
            answers.flush()
    except OSError:
        os._exit(0)
