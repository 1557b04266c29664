"""The intake of a run: its corpus, built where a stop need not wait for it, and what changed since last time."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from colloquist.documents import Corpus, CorpusError, Unreadable
from colloquist.run.changes import before, differences
from colloquist.run.ended import EndedIds
from colloquist.run.lines import unwritten
from colloquist.run.problem import RunStopped
from colloquist.run.training import failure
from colloquist.state.snippet import Snippet

Result = TypeVar("Result")
CORPUS = "corpus.sqlite"


class Intake(NamedTuple):
    """What came in: the corpus, how many snippets ended earlier and are not in it, what changed since."""

    corpus: Corpus
    gone: int
    changes: list[str]


async def taken_in(
    folder: Path, items: Iterable[Snippet | Unreadable], limit: int | None, ended: EndedIds
) -> Intake:
    """Return the intake of `items`, with the corpus in `folder`; the set of ended snippets is laid beside it."""
    stop = threading.Event()

    def build() -> Intake:
        path = folder / CORPUS
        try:
            with before(path) as earlier:
                corpus = Corpus.build(path, _until(stop, items), limit=limit)
                changes = differences(path, earlier)
            ended.beside(path)
            return Intake(corpus, ended.gone(), changes)
        except OSError as error:
            raise unwritten(path, error) from None
        except sqlite3.Error as error:
            raise RunStopped(f"{path}: {error}; mend that, and the same command goes on from here") from None

    return await _in_a_thread_of_its_own(build, stop)


def input_failures(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield a row for everything that could not be read or that came twice, in the order of the input."""
    for one in corpus.each_unreadable():
        place = one.place and one.place.model_dump(mode="json")
        yield failure("unreadable", one.source, one.reason, place=place)
    for id_, source, where in corpus.each_duplicate():
        reason, place = f"the same text as snippet {id_}; made once", where.model_dump(mode="json")
        yield failure("duplicate", source, reason, id=id_, place=place)


async def _in_a_thread_of_its_own(work: Callable[[], Result], stop: threading.Event) -> Result:
    """Await work in a thread that no shutdown waits for; a cancelled one is told, and given a second to stop."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if ended.done():
            return
        if error is not None:
            ended.set_exception(error)
        else:
            ended.set_result(result)  # type: ignore[arg-type]  # None only beside an error

    def run() -> None:
        result: Result | None = None
        fault: BaseException | None = None
        try:
            result = work()
        except BaseException as error:
            fault = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, result, fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        return await ended
    finally:
        stop.set()
        if not ended.done() or ended.cancelled():
            thread.join(1.0)


def _until(stop: threading.Event, items: Iterable[Snippet | Unreadable]) -> Iterator[Snippet | Unreadable]:
    for item in items:
        if stop.is_set():
            raise CorpusError("stopped while the input was being read")
        yield item
