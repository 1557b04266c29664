"""A run over a corpus: documents in, a folder of conversations out, every snippet accounted for.

Conversations run free of each other, at most `concurrency` at a time, and are written in the order
of the input, so the same run gives the same files.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from colloquist.documents import Corpus, read
from colloquist.models import FATAL
from colloquist.run.converse import Machine, blocking, checked, config, machine
from colloquist.run.folder import RunFolder, RunFolderError
from colloquist.run.journal import SqliteJournal
from colloquist.run.recording import plain_settings, record_of
from colloquist.run.tally import Tally
from colloquist.state.dialogue import Dialogue, open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

AHEAD = 4
Watcher = Callable[[Tally], object]


class RunStopped(RuntimeError):
    """A run that could only have failed on; what was done is kept and the same command goes on from it."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run came to: its folder and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def counts(self) -> dict[str, Any]:
        """The counts of the manifest."""
        counts: dict[str, Any] = self.manifest["counts"]
        return counts


async def agenerate(
    paths: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    concurrency: int = 16,
    limit: int | None = None,
    text_column: str = "text",
    words: int = 220,
    watcher: Watcher = lambda tally: None,
    **options: Any,
) -> Outcome:
    """Grow a conversation from every snippet of the documents at `paths` into the run folder `out`.

    A run that was stopped goes on where it was when it is called again. `words` is the size of a
    snippet, `limit` the number of snippets. Raises InputError, SettingsError, StrategyError,
    PromptError or RunFolderError before anything is paid for, RunStopped when the provider refuses
    every call for one and the same reason.
    """
    chosen = checked(settings, **options)
    graph, name = machine(strategy)
    folder = RunFolder(out)
    folder.open()
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    about = _about(listed, name, chosen, {"text_column": text_column, "words": words, "limit": limit})
    tally, ended = _earlier(folder, about)
    items = read(listed, text_column=text_column, words=words)
    building = asyncio.to_thread(Corpus.build, folder.path / "corpus.sqlite", items, limit=limit)
    with await building as corpus, SqliteJournal(folder.path / "journal.sqlite") as journal:
        _count_input(folder, corpus, tally, fresh=not ended)
        todo = (snippet for snippet in corpus if snippet.id not in ended)
        folder.manifest("running", about, tally)
        watcher(tally)
        run = _Run(graph, name, replace(chosen, library=corpus, journal=journal), concurrency)
        state = "stopped"
        try:
            async for record in run.records(todo):
                folder.write(record)
                tally.add(record)
                watcher(tally)
            state = "complete"
        finally:
            says = folder.manifest(state, about, tally)
    return Outcome(folder=folder.path, manifest=says)


def generate(paths: Sequence[str | Path] | str | Path, out: str | Path, **options: Any) -> Outcome:
    """Do what `agenerate` does in a plain call, inside a running event loop too."""
    return blocking(agenerate(paths, out, **options))


class _Run:
    """The conversations of a run in flight."""

    def __init__(self, graph: Machine, strategy: str, settings: Settings, concurrency: int) -> None:
        self.graph, self.strategy, self.settings = graph, strategy, settings
        self.concurrency = concurrency
        self.slots = asyncio.Semaphore(concurrency)

    async def records(self, snippets: Iterable[Snippet]) -> AsyncIterator[Record]:
        """Yield one record per snippet, in order; a bounded number of later ones runs ahead of a slow one."""
        waiting: deque[asyncio.Task[Record]] = deque()
        source = iter(snippets)
        try:
            while True:
                while len(waiting) < self.concurrency * AHEAD and (snippet := next(source, None)) is not None:
                    waiting.append(asyncio.create_task(self.record(snippet)))
                if not waiting:
                    return
                record = await waiting[0]
                waiting.popleft()
                _stop_if_fatal(record)
                yield record
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def record(self, snippet: Snippet) -> Record:
        """Return the record of a snippet's conversation; what a strategy breaks fails that snippet alone."""
        async with self.slots:
            clock = asyncio.get_running_loop().time
            began = clock()
            opened = open_dialogue(snippet)
            try:
                ended: Any = await self.graph.ainvoke(
                    opened, context=self.settings, config=config(opened, self.strategy, self.settings)
                )
                return record_of(ended, self.strategy, self.settings, clock() - began)
            except Exception as error:
                reason = f"{self.strategy}: {type(error).__name__}: {error}"
                broken: Dialogue = {**opened, "status": "failed", "reasons": [reason]}
                return record_of(broken, self.strategy, self.settings, clock() - began)


def _stop_if_fatal(record: Record) -> None:
    failure = record.failure
    if failure and failure["kind"] in FATAL:
        raise RunStopped(
            f"{failure['message']} (at {failure['node']}); nothing of this was kept, mend it and rerun"
        )


def _about(
    paths: Sequence[str | Path], strategy: str, settings: Settings, reading: dict[str, Any]
) -> dict[str, Any]:
    packages = ("colloquist", "langgraph", "langchain-core", "langchain-openai", "pydantic")
    return {
        "inputs": [str(path) for path in paths],
        "strategy": strategy,
        "settings": plain_settings(settings),
        "reading": reading,
        "versions": {package: version(package) for package in packages},
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _earlier(folder: RunFolder, about: dict[str, Any]) -> tuple[Tally, set[str]]:
    """Return what an earlier call left in the folder.

    Raises RunFolderError when it was made with other settings: two kinds of data must not mix.
    """
    tally, ended = Tally(), set()
    if (folder.path / "manifest.json").exists():
        before = folder.read_manifest()
        for key in ("strategy", "settings", "reading"):
            if before.get(key) != about[key]:
                raise RunFolderError(f"{folder.path}: {_difference(key, before.get(key), about[key])}")
    for record in folder.ended():
        tally.add(record)
        ended.add(record.id)
    tally.kept = tally.ended
    return tally, ended


def _difference(key: str, before: Any, now: Any) -> str:
    if isinstance(before, dict) and isinstance(now, dict):
        key = next(name for name in {**before, **now} if before.get(name) != now.get(name))
        before, now = before.get(key), now.get(key)
    return f"this run was made with {key} = {before!r}, not {now!r}: choose another folder, or the same settings"


def _count_input(folder: RunFolder, corpus: Corpus, tally: Tally, *, fresh: bool) -> None:
    """Count what came in; what could not be read, or came twice, is said in the failures once."""
    tally.snippets = len(corpus)
    for problem in corpus.unreadable:
        tally.unreadable += 1
        if fresh:
            place = problem.place and problem.place.model_dump(mode="json")
            folder.fail("unreadable", problem.source, problem.reason, place=place)
    for id_, source, place in corpus.duplicates:
        tally.duplicates += 1
        if fresh:
            folder.fail(
                "duplicate", source, f"the same text as snippet {id_}; made once", id=id_, place=place.model_dump()
            )
