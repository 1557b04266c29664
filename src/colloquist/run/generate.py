"""A run over a corpus: documents in, a folder of conversations out, every snippet accounted for.

Called again after a stop of any kind it goes on: ended snippets stay, the journal replays what had
arrived for the others, and the finished files are those of a run that was never stopped.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from colloquist.run.account import Watcher
from colloquist.run.batches.terms import check_alone
from colloquist.run.carrying import Outcome, carried_out
from colloquist.run.converse import Machine, blocking
from colloquist.run.limits import RunLimits
from colloquist.run.order import ordered
from colloquist.run.problem import RunStopped
from colloquist.run.tracing.options import Tracing, wanted
from colloquist.state.batches import Batching
from colloquist.state.settings import Settings

__all__ = ["Outcome", "RunStopped", "agenerate", "generate"]


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
    trace: bool | Tracing | None = None,
    watcher: Watcher = lambda tally: None,
    **options: Any,
) -> Outcome:
    """Grow a conversation from every snippet of the documents at `paths` into the run folder `out`.

    A run that was stopped goes on where it was when it is called again; failed snippets stay failed
    unless `retry_failed`. `words` is the size of a snippet, `limit` the number of snippets. `concurrency`
    conversations are under way at a time, and some more at their last checks, shared by so many `workers`,
    each a process of its own. With a `question_column` the rows of tables are questions, whose answers stand
    in `answer_column`. `rpm` and `tpm` are requests and tokens per minute of each model. With `batch` requests
    wait for each other and go through OpenAI's Batch API at half the price, each within a day. `trace` sends
    traces to LangSmith as Tracing says; unset, LANGSMITH_TRACING decides. At one of the run's `limits` it
    returns as always, and `stopped` says what was spent and how to go on. Raises InputError, SettingsError,
    StrategyError, PromptError or RunFolderError before anything is paid for, RunStopped when the provider
    refuses every call or the folder can no longer be written.
    """
    reading = (limit, text_column, question_column, answer_column, words)
    order = ordered(paths, strategy, settings, concurrency, *reading, limits, rpm, tpm, batch, **options)
    check_alone(batch, workers)
    return await carried_out(
        order, out, workers=workers, retry_failed=retry_failed, watcher=watcher, tracing=wanted(trace)
    )


def generate(paths: Sequence[str | Path] | str | Path, out: str | Path, **options: Any) -> Outcome:
    """Do what `agenerate` does in a plain call, inside a running event loop too."""
    return blocking(agenerate(paths, out, **options))
