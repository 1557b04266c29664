"""An estimate before a run: a small sample is made for good, and what it took is projected to the whole corpus.

Nothing of it is lost: its replies are in the journal of the run, where the run that follows finds them, even
where its settings have changed meanwhile and only some of its requests are still the same. Its conversations
can be read in `estimate`, a run folder of their own inside the run's.
"""

from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import Any

from colloquist.documents import Corpus, InputError
from colloquist.run.account import Account, Watcher
from colloquist.run.converse import blocking
from colloquist.run.flight import Flight
from colloquist.run.folder import RunFolder
from colloquist.run.forecast import Estimate
from colloquist.run.intake import CORPUS, taken_in
from colloquist.run.journal import SqliteJournal
from colloquist.run.journal_file import JOURNAL
from colloquist.run.lock import RunLock
from colloquist.run.measuring import Measured, forecast, measured
from colloquist.run.order import ordered
from colloquist.run.problem import RunFolderError, RunStopped
from colloquist.run.projection import places
from colloquist.state.budget import LimitReached
from colloquist.state.settings import SettingsError
from colloquist.state.snippet import Snippet

FOLDER = "estimate"


async def aestimate(
    paths: Sequence[str | Path] | str | Path,
    out: str | Path,
    *,
    sample: int = 12,
    limit: int | None = None,
    watcher: Watcher = lambda tally: None,
    **options: Any,
) -> Estimate:
    """Make the conversations of `sample` snippets, spread evenly over the documents, and project what all take.

    The arguments are those of `agenerate`, whose run in `out` does not pay for the sample again. Raises
    what `agenerate` raises, and LimitReached where a limit of the run does not let the sample end:
    conversations that end before a limit are short, and would make the whole look cheaper than it is.
    """
    if sample < 1:
        raise SettingsError(f"sample is {sample}: at least one snippet has to be drawn")
    order = ordered(paths, limit=limit, **options)
    if order.batching:
        raise SettingsError("an estimate is made at once, at the full price: leave --batch out, halve its dollars")
    order.reading["sample"] = sample
    with _opened(Path(out)) as (folder, journal):
        budget = order.budget(journal)
        account = Account(folder, order.about(), watcher)
        intake = await taken_in(folder.path, order.items, limit, folder.ended)
        with intake.corpus as corpus:
            drawn, length = _drawn(corpus, sample)
            account.tally.snippets = len(drawn)
            flight = order.flight(corpus, journal, budget, account.wait)
            found = await _made(flight, drawn, folder, account)
            return forecast(Path(out), found, length, len(corpus), order)


def estimate(paths: Sequence[str | Path] | str | Path, out: str | Path, **options: Any) -> Estimate:
    """Do what `aestimate` does in a plain call, inside a running event loop too."""
    return blocking(aestimate(paths, out, **options))


@contextmanager
def _opened(run: Path) -> Iterator[tuple[RunFolder, SqliteJournal]]:
    """Open the folder of the sample, without an earlier one, and the journal of the run, which it shares."""
    try:
        (run / FOLDER).mkdir(parents=True, exist_ok=True)
        lock = RunLock(run).__enter__()
    except OSError as error:
        raise RunFolderError(f"{run}: cannot be written ({error.strerror or error})") from None
    try:
        for earlier in (run / FOLDER).glob("*.json*"):
            earlier.unlink()
        with RunFolder(run / FOLDER) as folder, SqliteJournal(run / JOURNAL) as journal:
            yield folder, journal
    finally:
        with suppress(OSError):  # the run builds its own
            (run / FOLDER / CORPUS).unlink(missing_ok=True)
        lock.__exit__()


def _drawn(corpus: Corpus, sample: int) -> tuple[list[Snippet], float]:
    """Return the sampled snippets in the order of the input, and the mean length of all."""
    if not len(corpus):
        raise InputError("there is no snippet to estimate from")
    chosen = set(places(sample, len(corpus)))
    drawn, characters = [], 0
    for number, snippet in enumerate(corpus):
        characters += len(snippet.text)
        if number in chosen:
            drawn.append(snippet)
    return drawn, characters / len(corpus)


async def _made(flight: Flight, drawn: list[Snippet], folder: RunFolder, account: Account) -> list[Measured]:
    """Make the conversations of the sample, write them down and return what each of them took."""
    found = []
    try:
        async with aclosing(flight.endings(drawn)) as endings:
            async for ending in endings:
                folder.write(ending)
                account.add(ending)
                found.append(measured(ending))
    except BaseException as error:
        with suppress(RunStopped):
            account.state("stopped")
        if isinstance(error, LimitReached):
            raise LimitReached(error.limit, f"no estimate yet: {error}") from None
        raise
    account.state("complete")
    return found
