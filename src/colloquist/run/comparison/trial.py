"""The trial: every contestant makes its conversations, then all are read and, with a judge, weighed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from colloquist.run.account import begun
from colloquist.run.budget import RunBudget
from colloquist.run.carrying import carried_out
from colloquist.run.comparison.appraiser import Appraiser
from colloquist.run.comparison.contestant import Contestant
from colloquist.run.comparison.drawing import Drawn
from colloquist.run.comparison.made import Made
from colloquist.run.comparison.purse import Purse
from colloquist.run.comparison.readings import readings
from colloquist.run.comparison.weighings import Weighed, weighings
from colloquist.run.folder import read_records
from colloquist.run.journal import SqliteJournal
from colloquist.run.journal_file import JOURNAL
from colloquist.run.limits import RunLimits
from colloquist.run.manifest import MANIFEST, going_on
from colloquist.run.order import Order
from colloquist.run.problem import MadeOtherwise
from colloquist.run.rates import Rates
from colloquist.run.spending import Spent, spent_before
from colloquist.run.tally import Tally
from colloquist.state.budget import LimitReached
from colloquist.state.record import Record
from colloquist.state.settings import Settings

READ, WEIGHED = "readings.sqlite", "weighings.sqlite"


@dataclass(frozen=True)
class Standing:
    """How far a step of a comparison is, for whoever watches."""

    step: str
    done: int
    of: int
    tally: Tally | None = None


Watcher = Callable[[Standing], object]


@dataclass
class Taken:
    """What came of a trial: what was made and read by contestant and snippet, and what stopped it, if anything."""

    made: dict[str, dict[str, Made]]
    weighed: list[Weighed]
    faults: list[str]
    stopped: LimitReached | None


@dataclass
class Trial:
    """Contestants with their orders, and who reads: the judge of the common settings."""

    contestants: Mapping[str, Contestant]
    orders: Mapping[str, Order]
    common: Settings
    out: Path
    purse: Purse
    rates: Rates
    drawn: Drawn
    workers: int
    retry_failed: bool
    watcher: Watcher
    judging: bool
    _retried: set[str] = field(default_factory=set)

    def folder(self, label: str) -> Path:
        """Return the run folder of a contestant."""
        return self.out / self.contestants[label].folder

    def records(self, ids: Iterable[str]) -> dict[str, list[Record]]:
        """Return what each contestant has made of these snippets by now, in their order."""
        wanted, found = list(ids), {}
        for label in self.contestants:
            there = self.folder(label) / MANIFEST
            known = {one.id: one for one in read_records(there.parent)} if there.exists() else {}
            found[label] = [known[id_] for id_ in wanted if id_ in known]
        return found

    def check(self) -> None:
        """Raise MadeOtherwise, before anything is paid, for a contestant whose folder was made otherwise."""
        for label, order in self.orders.items():
            folder = self.folder(label)
            try:
                going_on(folder / MANIFEST, order.about(), begun=begun(folder))
            except MadeOtherwise as error:
                raise MadeOtherwise(
                    f"{error}; or compare it under another label (such as again={self.contestants[label].name}), "
                    "and what the others have made stays"
                ) from None

    def paid(self, name: str) -> Spent:
        """Return what was paid for readings or weighings."""
        return self.purse.of(self.out / name)

    async def run(self, ids: Sequence[str]) -> Taken:
        """Have these snippets made, read and weighed; at a limit, what there is by then is read as far as it goes.

        Raises RunStopped when going on would only fail on.
        """
        stopped = None
        for label in self.contestants:
            stopped = stopped or await self._made(label, ids)
        records = self.records(ids)
        with self._appraiser(READ) as reader:
            made, faults, reached = await readings(records, reader, self.out, self._seen("reading"))
        weighed: list[Weighed] = []
        if self.judging:
            with self._appraiser(WEIGHED) as judge:
                weighed, more, late = await weighings(records, judge, self.out, self._seen("judging"))
            faults, reached = [*faults, *more], reached or late
        return Taken(made, weighed, faults, stopped or (self.purse.stop(reached) if reached else None))

    async def _made(self, label: str, ids: Sequence[str]) -> LimitReached | None:
        folder, order = self.folder(label), self.orders[label]
        try:
            limits = self.purse.left(folder / JOURNAL)
        except LimitReached as reached:
            return reached
        retry = self.retry_failed and label not in self._retried
        self._retried.add(label)
        outcome = await carried_out(
            replace(order, limits=limits, items=iter(self.drawn.corpus)),
            folder,
            workers=self.workers,
            retry_failed=retry,
            watcher=lambda tally: self.watcher(Standing(label, tally.ended, tally.snippets, tally)),
            only=frozenset(ids),
        )
        return self.purse.stop(outcome.stopped) if outcome.stopped else None

    @contextmanager
    def _appraiser(self, name: str) -> Iterator[Appraiser]:
        """Give whoever reads or weighs, with what may still be spent; what was paid before is free."""
        with SqliteJournal(self.out / name) as journal:
            try:
                limits = self.purse.left(self.out / name)
                budget = RunBudget(limits, spent_before(journal.paid(), limits, self.common))
            except LimitReached:
                budget = RunBudget(RunLimits(calls=1), Spent(calls=1))
            at_once = next(iter(self.orders.values())).concurrency
            alone = replace(
                self.common, pace=self.rates.pace(at_once, at_once), max_calls=None, max_tokens=None, max_cost=None
            )
            yield Appraiser(alone, journal, budget, at_once)

    def _seen(self, step: str) -> Callable[[int, int], object]:
        return lambda done, of: self.watcher(Standing(step, done, of))
