"""A run over a corpus: documents in, a folder of conversations out, every snippet accounted for.

Called again after a stop of any kind it goes on: ended snippets stay, the journal replays what had
arrived for the others, and the finished files are those of a run that was never stopped.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from colloquist.documents import read
from colloquist.run.account import Account, Watcher
from colloquist.run.converse import Machine, blocking, checked, machine
from colloquist.run.flight import Flight
from colloquist.run.folder import RunFolder
from colloquist.run.intake import input_failures, taken_in
from colloquist.run.journal import SqliteJournal
from colloquist.run.manifest import about
from colloquist.run.problem import RunStopped
from colloquist.run.retry import retry_failed as retry
from colloquist.state.settings import Settings

__all__ = ["Outcome", "RunStopped", "agenerate", "generate"]


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
    retry_failed: bool = False,
    watcher: Watcher = lambda tally: None,
    **options: Any,
) -> Outcome:
    """Grow a conversation from every snippet of the documents at `paths` into the run folder `out`.

    A run that was stopped goes on where it was when it is called again; failed snippets stay failed
    unless `retry_failed`. `words` is the size of a snippet, `limit` the number of snippets. Raises
    InputError, SettingsError, StrategyError, PromptError or RunFolderError before anything is paid
    for, RunStopped when the provider refuses every call or the folder can no longer be written.
    """
    chosen = checked(settings, **options)
    graph, name = machine(strategy)
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    reading = {"text_column": text_column, "words": words, "limit": limit}
    items = read(listed, text_column=text_column, words=words)
    with RunFolder(out) as folder, SqliteJournal(folder.path / "journal.sqlite") as journal:
        says = about(listed, name, chosen, reading)
        account = Account(folder, says, watcher)
        folder.mend()
        if retry_failed and retry(folder, journal):
            account = Account(folder, says, watcher)
        account.state("running")
        try:
            corpus, ids, changes = await taken_in(folder.path, items, limit)
            with corpus:
                folder.state_input(input_failures(corpus))
                account.take_in(corpus, ids, changes)
                flight = Flight(graph, name, replace(chosen, library=corpus), journal, concurrency)
                todo = (snippet for snippet in corpus if snippet.id not in account.ended)
                async for record in flight.records(todo):
                    folder.write(record)
                    account.add(record)
        except BaseException:
            with suppress(RunStopped):  # a full disk may refuse this too; what stopped the run is said
                account.state("stopped")
            raise
        return Outcome(folder=folder.path, manifest=account.state("complete"))


def generate(paths: Sequence[str | Path] | str | Path, out: str | Path, **options: Any) -> Outcome:
    """Do what `agenerate` does in a plain call, inside a running event loop too."""
    return blocking(agenerate(paths, out, **options))
