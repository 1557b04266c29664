"""The comparison: contestants and documents in, a table, a plot and a page out, nothing paid for twice.

Each contestant makes the same snippets in an ordinary run folder; then all are read alike. Called again after a
stop of any kind it goes on; another contestant, or more snippets, may join later.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from colloquist.run.comparison.compared import Comparison
from colloquist.run.comparison.contestant import Contestant, contestants
from colloquist.run.comparison.drawing import draw, pilots
from colloquist.run.comparison.foreseen import SAMPLE, ceiling, projected
from colloquist.run.comparison.purse import Purse
from colloquist.run.comparison.telling import told
from colloquist.run.comparison.trial import READ, WEIGHED, Trial, Watcher
from colloquist.run.converse import Machine, blocking, with_options
from colloquist.run.journal_file import JOURNAL
from colloquist.run.limits import RunLimits, check_limits
from colloquist.run.lock import RunLock
from colloquist.run.order import Order, ordered
from colloquist.run.problem import RunFolderError
from colloquist.run.workers import check_workers
from colloquist.state.settings import Settings, SettingsError


async def acompare(
    given: Sequence[str | Machine | Contestant],
    paths: Sequence[str | Path] | str | Path,
    *,
    out: str | Path,
    snippets: int = 20,
    baseline: bool = False,
    settings: Settings | None = None,
    concurrency: int = 16,
    workers: int = 1,
    text_column: str = "text",
    words: int = 220,
    retry_failed: bool = False,
    limits: RunLimits | None = None,
    rpm: float | None = None,
    tpm: float | None = None,
    only_estimate: bool = False,
    watcher: Watcher = lambda standing: None,
    say: Callable[[str], object] = lambda line: None,
    **options: Any,
) -> Comparison:
    """Compare strategies, prompts or models on the same `snippets`, evenly spread over the documents at `paths`.

    A contestant is written `[LABEL=]STRATEGY[,setting=value...]`, or is a compiled graph or a Contestant; each is
    held against the first. `settings` and `options` are common to all; their judge (role `judge`) reads what was
    said, and weighs pairs where it is named for itself and is not the model in the box. `limits` hold for all
    together. What it is about to take is told to `say`; with `only_estimate` it ends after the first few snippets.
    With `baseline` the strategy single_call takes part. The other arguments are those of `agenerate`.
    Raises what `agenerate` raises, before anything is paid for where that can be.
    """
    if type(snippets) is not int or snippets < 1:
        raise SettingsError(f"snippets is {snippets!r}: a whole number from 1 on is wanted")
    common, who = with_options(settings, options), contestants(given, baseline)
    limits, reading = limits or RunLimits(), (None, text_column, None, "answer", words)
    orders = {
        one.label: ordered(paths, one.strategy, one.chosen(common), concurrency, *reading, None, rpm, tpm)
        for one in who
    }
    for order in orders.values():
        check_limits(limits, order.settings)
        check_workers(workers, concurrency, order.named, order.settings)
    check_limits(limits, common)
    folder = Path(out)
    first = orders[who[0].label]
    with _locked(folder):
        drawn = await draw(first, folder, snippets)
        with drawn.corpus:
            by_label = {one.label: one for one in who}
            trial = Trial(
                by_label, orders, common, folder, _purse(folder, by_label, orders, common, limits), first.rates,
                drawn, workers, retry_failed, watcher, judges(common),
            )  # fmt: skip
            return await _tried(trial, say, only_estimate)


def compare(
    given: Sequence[str | Machine | Contestant], paths: Sequence[str | Path] | str | Path, **options: Any
) -> Comparison:
    """Do what `acompare` does in a plain call, inside a running event loop too."""
    return blocking(acompare(given, paths, **options))


def judges(common: Settings) -> bool:
    """Whether pairs are weighed: a judge is named for itself, and is more than a counter of words."""
    own = common.roles.get("judge")
    return own is not None and own.model is not None and common.model_name("judge") != "embedded"


async def _tried(trial: Trial, say: Callable[[str], object], only_estimate: bool) -> Comparison:
    """Try the first few, say what all will take, and go on with all."""
    ids = trial.drawn.ids
    trial.check()
    say(ceiling(trial))
    if only_estimate or len(ids) > 2 * SAMPLE:
        few = pilots(ids, SAMPLE)
        taken = await trial.run(few)
        if not taken.stopped:
            say(projected(trial, few, taken.made))
        if only_estimate or taken.stopped:
            return told(trial, taken, few)
    return told(trial, await trial.run(ids), ids)


def _purse(
    folder: Path, who: dict[str, Contestant], orders: dict[str, Order], common: Settings, limits: RunLimits
) -> Purse:
    """Return the purse of all who spend, those who took part in an earlier call too."""
    earlier = {path: common for path in folder.glob(f"*/{JOURNAL}")}
    journals = {folder / one.folder / JOURNAL: orders[label].settings for label, one in who.items()}
    return Purse(limits, {**earlier, **journals, folder / READ: common, folder / WEIGHED: common})


def _locked(folder: Path) -> RunLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be written ({error.strerror or error})") from None
    return RunLock(folder)
