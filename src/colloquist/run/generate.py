"""A run over a corpus: documents in, a folder of conversations out, every snippet accounted for.

Called again after a stop of any kind it goes on: ended snippets stay, the journal replays what had
arrived for the others, and the finished files are those of a run that was never stopped.
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from colloquist.run.account import Account, Watcher
from colloquist.run.batches.terms import check_alone
from colloquist.run.converse import Machine, blocking
from colloquist.run.ending import Ending
from colloquist.run.folder import RunFolder
from colloquist.run.intake import input_failures, taken_in
from colloquist.run.journal import JOURNAL, SqliteJournal
from colloquist.run.limits import RunLimits
from colloquist.run.order import Order, ordered
from colloquist.run.problem import RunStopped
from colloquist.run.retry import retry_failed as retry
from colloquist.run.workers import Workers, check_workers
from colloquist.state.batches import Batching
from colloquist.state.budget import LimitReached
from colloquist.state.settings import Settings

__all__ = ["Outcome", "RunStopped", "agenerate", "generate"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run came to: its folder, what its manifest says, and the limit it stopped at, if any."""

    folder: Path
    manifest: dict[str, Any]
    stopped: str = ""

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
    workers: int = 1,
    limit: int | None = None,
    text_column: str = "text",
    question_column: str | None = None,
    answer_column: str = "answer",
    words: int = 220,
    retry_failed: bool = False,
    limits: RunLimits | None = None,
    rpm: float | None = None,
    tpm: float | None = None,
    batch: bool | Batching = False,
    watcher: Watcher = lambda tally: None,
    **options: Any,
) -> Outcome:
    """Grow a conversation from every snippet of the documents at `paths` into the run folder `out`.

    A run that was stopped goes on where it was when it is called again; failed snippets stay failed
    unless `retry_failed`. `words` is the size of a snippet, `limit` the number of snippets. `concurrency`
    conversations are under way at a time, shared by so many `workers`, each a process of its own. With a
    `question_column` the rows of tables are questions, whose answers stand in `answer_column`. `rpm` and
    `tpm` are requests and tokens per minute of each model. With `batch` requests wait for each other and go
    through OpenAI's Batch API at half the price, each within a day. At one of the run's `limits` it returns as
    always, and `stopped` says what was spent and how to go on. Raises InputError, SettingsError,
    StrategyError, PromptError or RunFolderError before anything is paid for, RunStopped when the provider
    refuses every call or the folder can no longer be written.
    """
    reading = (limit, text_column, question_column, answer_column, words)
    order = ordered(paths, strategy, settings, concurrency, *reading, limits, rpm, tpm, batch, **options)
    check_alone(batch, workers)
    return await carried_out(order, out, workers=workers, retry_failed=retry_failed, watcher=watcher)


async def carried_out(
    order: Order,
    out: str | Path,
    *,
    workers: int = 1,
    retry_failed: bool = False,
    watcher: Watcher = lambda tally: None,
    only: Collection[str] | None = None,
) -> Outcome:
    """Do what an order says in the run folder `out`; with `only`, for the snippets with these ids alone.

    The others are still there to be reached into. Raises what `agenerate` raises.
    """
    check_workers(workers, order.concurrency, order.named, order.settings)
    with RunFolder(out) as folder, SqliteJournal(folder.path / JOURNAL) as journal, order.shelf(out) as shelf:
        budget, account = order.budget(journal), Account(folder, order.about(), watcher)
        folder.mend()
        if retry_failed and retry(folder, journal):
            account = Account(folder, order.about(), watcher)
        account.state("running")
        try:
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
                await _written(made, folder, account)
        except LimitReached as reached:
            return Outcome(folder=folder.path, manifest=account.state("stopped"), stopped=str(reached))
        except BaseException:
            with suppress(RunStopped):  # a full disk may refuse this too; what stopped the run is said
                account.state("stopped")
            raise
        return Outcome(folder=folder.path, manifest=account.state("complete"))


async def _written(made: AsyncGenerator[Ending, None], folder: RunFolder, account: Account) -> None:
    """Write every ending down as it comes, and count it."""
    async with aclosing(made) as endings:
        async for ending in endings:
            folder.write(ending)
            account.add(ending)


def generate(paths: Sequence[str | Path] | str | Path, out: str | Path, **options: Any) -> Outcome:
    """Do what `agenerate` does in a plain call, inside a running event loop too."""
    return blocking(agenerate(paths, out, **options))
