"""An order carried out in its run folder: what has not ended yet is made, and every ending written down."""

from collections.abc import Collection
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from colloquist.run.account import Account, Watcher
from colloquist.run.batches.shelf import Shelf
from colloquist.run.budget import RunBudget
from colloquist.run.folder import RunFolder
from colloquist.run.intake import input_failures, taken_in
from colloquist.run.journal import SqliteJournal
from colloquist.run.journal_file import JOURNAL
from colloquist.run.order import Order
from colloquist.run.problem import RunStopped
from colloquist.run.retry import retry_failed as retry
from colloquist.run.tracing.options import Tracing
from colloquist.run.tracing.sending import Traces, opened
from colloquist.run.tracing.sent import later, traces_of
from colloquist.run.workers import Workers, check_workers
from colloquist.state.budget import LimitReached


@dataclass(frozen=True)
class Outcome:
    """What a run came to: its folder, what its manifest says, the limit it stopped at, what became of traces."""

    folder: Path
    manifest: dict[str, Any]
    stopped: str = ""
    traces: str = ""

    @property
    def counts(self) -> dict[str, Any]:
        """The counts of the manifest."""
        counts: dict[str, Any] = self.manifest["counts"]
        return counts


async def carried_out(
    order: Order,
    out: str | Path,
    *,
    workers: int = 1,
    retry_failed: bool = False,
    watcher: Watcher = lambda tally: None,
    only: Collection[str] | None = None,
    tracing: Tracing | None = None,
) -> Outcome:
    """Do what an order says in the run folder `out`; with `only`, for the snippets with these ids alone.

    The others are still there to be reached into. Raises what `agenerate` raises.
    """
    check_workers(workers, order.concurrency, order.named, order.settings)
    door = opened(tracing, later(out))
    with (
        RunFolder(out) as folder,
        SqliteJournal(folder.path / JOURNAL) as journal,
        order.shelf(out) as shelf,
        traces_of(door, folder.path) as traces,
    ):
        order, budget = replace(order, share=traces.share), order.budget(journal)
        account = Account(folder, order.about(), watcher)
        folder.mend()
        if retry_failed and retry(folder, journal):
            account = Account(folder, order.about(), watcher)
        account.state("running")
        try:
            await _grow(order, workers, (folder, account, traces), journal, budget, shelf, only)
        except LimitReached as reached:
            said = traces.settled(later(out))
            return Outcome(folder.path, account.state("stopped"), stopped=str(reached), traces=said)
        except BaseException:
            with suppress(RunStopped):  # a full disk may refuse this too; what stopped the run is said
                account.state("stopped")
            raise
        return Outcome(folder.path, account.state("complete"), traces=traces.settled(later(out)))


async def _grow(
    order: Order,
    workers: int,
    kept_by: tuple[RunFolder, Account, Traces],
    journal: SqliteJournal,
    budget: RunBudget,
    shelf: Shelf | None,
    only: Collection[str] | None,
) -> None:
    """Make the conversations that have not ended yet, and hand over each as it ends."""
    folder, account, traces = kept_by
    intake = await taken_in(folder.path, order.items, order.reading["limit"], folder.ended)
    with intake.corpus as corpus:
        folder.state_input(lambda: input_failures(corpus))
        account.take_in(intake, len(corpus) if only is None else len(only))
        ids = (id_ for id_ in folder.ended.to_do() if only is None or id_ in only)
        left = account.tally.snippets - account.tally.ended
        if (hands := min(workers, order.concurrency, left)) > 1:
            made = Workers(hands, folder.path, order, budget, account.wait).endings(ids)
        else:
            made = order.flight(corpus, journal, budget, account.wait, shelf).endings(corpus.each(ids))
        async with aclosing(made) as endings:
            async for ending in endings:
                folder.write(ending)
                account.add(ending)
                traces.send(ending.traced)
