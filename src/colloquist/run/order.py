"""What a call of a run is to do: checked as far as that is free, before anything is read, written or paid for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from colloquist.documents import Corpus, Unreadable, read
from colloquist.graphs import file_of
from colloquist.graphs.fingerprint import fingerprint
from colloquist.models.loops import http_client
from colloquist.run.batches.shelf import Shelf
from colloquist.run.batches.terms import check_nothing_under_way, terms
from colloquist.run.budget import RunBudget
from colloquist.run.converse import Machine, checked, machine
from colloquist.run.flight import Flight
from colloquist.run.journal import SqliteJournal
from colloquist.run.limits import RunLimits, check_limits
from colloquist.run.manifest import about
from colloquist.run.rates import Rates
from colloquist.run.spending import spent_before
from colloquist.state.batches import Batching
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who makes conversations of what, and how much that may take; `made_by` is the strategy's fingerprint."""

    graph: Machine
    strategy: str
    made_by: str
    named: str | Machine
    settings: Settings
    limits: RunLimits
    rates: Rates
    concurrency: int
    inputs: list[str | Path]
    batching: Batching | None
    reading: dict[str, Any]
    items: Iterator[Snippet | Unreadable]
    share: float = 0.0
    """Share of the conversations that are traced."""

    def about(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        free = {"limits": asdict(self.limits), "rates": self.rates._asdict(), "concurrency": self.concurrency}
        free["batch"] = self.batching is not None
        return about(self.inputs, self.strategy, self.made_by, self.settings, self.reading, **free)

    def budget(self, journal: SqliteJournal) -> RunBudget:
        """Return the budget on top of what the journal says was paid. Raises SettingsError."""
        return RunBudget(self.limits, spent_before(journal.paid(), self.limits, self.settings))

    def shelf(self, out: str | Path) -> AbstractContextManager[Shelf | None]:
        """Return the shelf of a run by batch, or None. Raises RunFolderError where batches would be paid twice."""
        if self.batching:
            return Shelf(Path(out))
        check_nothing_under_way(Path(out))
        return nullcontext()

    def flight(
        self,
        corpus: Corpus,
        journal: SqliteJournal,
        budget: RunBudget,
        say: Callable[[str | None], object],
        shelf: Shelf | None = None,
    ) -> Flight:
        """Return what makes the conversations in this process; `say` is told what it waits for when it has to."""
        if self.batching and shelf:
            from colloquist.run.batches.desk import Desk

            desk = Desk(shelf, http_client(), self.batching, say)
            settings = replace(self.settings, library=corpus, batches=desk)
            at, share = corpus.position, self.share
            return Flight(self.graph, self.strategy, settings, journal, self.concurrency, budget, at, desk, share)
        pace = self.rates.pace(self.concurrency, self.concurrency, say)
        settings = replace(self.settings, library=corpus, pace=pace)
        at, share = corpus.position, self.share
        return Flight(self.graph, self.strategy, settings, journal, self.concurrency, budget, at, share=share)


def ordered(
    paths: Sequence[str | Path] | str | Path,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    concurrency: int = 16,
    limit: int | None = None,
    text_column: str = "text",
    question_column: str | None = None,
    answer_column: str = "answer",
    words: int = 220,
    limits: RunLimits | None = None,
    rpm: float | None = None,
    tpm: float | None = None,
    batch: bool | Batching = False,
    **options: Any,
) -> Order:
    """Return the order that the arguments of `agenerate` amount to; `options` are fields of Settings.

    Raises InputError, SettingsError, StrategyError or PromptError.
    """
    chosen, limits, rates = checked(settings, **options), limits or RunLimits(), Rates(rpm, tpm)
    check_limits(limits, chosen)
    rates.check()
    graph, name = machine(strategy)
    inputs = [paths] if isinstance(paths, str | Path) else list(paths)
    columns = {"question_column": question_column, "answer_column": answer_column} if question_column else {}
    return Order(
        graph=graph,
        strategy=name,
        made_by=fingerprint(graph, file_of(name)),
        named=strategy,
        settings=chosen,
        limits=limits,
        rates=rates,
        concurrency=concurrency,
        inputs=inputs,
        batching=terms(batch, chosen, rates),
        reading={"text_column": text_column, "words": words, "limit": limit, **columns},
        items=read(inputs, text_column=text_column, words=words, **columns),
    )
