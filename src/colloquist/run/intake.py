"""The intake of a run: its corpus, built where a stop need not wait for it, and what changed since last time."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from colloquist.documents import Corpus, CorpusError, Unreadable
from colloquist.run.lines import unwritten
from colloquist.run.training import failure
from colloquist.state.snippet import Snippet

Result = TypeVar("Result")
CORPUS = "corpus.sqlite"
NAMED = 3


async def taken_in(
    folder: Path, items: Iterable[Snippet | Unreadable], limit: int | None
) -> tuple[Corpus, set[str], list[str]]:
    """Return the corpus of `items`, the ids of its snippets, and what changed against the one that was there."""
    stop = threading.Event()

    def build() -> tuple[Corpus, set[str], list[str]]:
        path = folder / CORPUS
        before = _contents(path)
        try:
            corpus = Corpus.build(path, _until(stop, items), limit=limit)
        except OSError as error:
            raise unwritten(path, error) from None
        now = _sources(corpus)
        ids = set().union(*now.values()) if now else set()
        return corpus, ids, _changes(before, now) if before else []

    return await _in_a_thread_of_its_own(build, stop)


def input_failures(corpus: Corpus) -> list[dict[str, Any]]:
    """Return a row for everything that could not be read or that came twice, in the order of the input."""
    unreadable = [
        failure("unreadable", one.source, one.reason, place=one.place and one.place.model_dump(mode="json"))
        for one in corpus.unreadable
    ]
    duplicates = [
        failure(
            "duplicate",
            source,
            f"the same text as snippet {id_}; made once",
            id=id_,
            place=place.model_dump(mode="json"),
        )
        for id_, source, place in corpus.duplicates
    ]
    return unreadable + duplicates


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


def _contents(path: Path) -> dict[str, set[str]]:
    if not path.exists():
        return {}
    try:
        with Corpus.open(path) as corpus:
            return _sources(corpus)
    except Exception:  # damaged or of another form: it is built anew, or refused with a reason
        return {}


def _sources(corpus: Corpus) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for snippet in corpus:
        found.setdefault(snippet.source, set()).add(snippet.id)
    return found


def _changes(before: dict[str, set[str]], now: dict[str, set[str]]) -> list[str]:
    kinds = {
        "added": [source for source in now if source not in before],
        "removed": [source for source in before if source not in now],
        "edited": [source for source in now if source in before and now[source] != before[source]],
    }
    return [f"{kind}: {_named(sources)}" for kind, sources in kinds.items() if sources]


def _named(sources: list[str]) -> str:
    more = f" and {len(sources) - NAMED} more" if len(sources) > NAMED else ""
    return ", ".join(sources[:NAMED]) + more
