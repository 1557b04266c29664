"""On what terms a run goes by batch: who can be asked so, and no second way past what is under way."""

from pathlib import Path

from colloquist.run.batches.shelf import SHELF, Shelf
from colloquist.run.problem import RunFolderError
from colloquist.run.rates import Rates
from colloquist.state.batches import Batching
from colloquist.state.settings import ROLES, Settings, SettingsError


def terms(batch: bool | Batching, settings: Settings, rates: Rates) -> Batching | None:
    """Return how a run goes by batch, or None where it does not. Raises SettingsError where it cannot."""
    if batch is False:
        return None
    for role in ROLES:
        model = settings.of(role).model
        if not isinstance(model, str) or model == "embedded":
            raise SettingsError(
                f"by batch every role needs a model by name, at a server that has OpenAI's Batch API, and {role} "
                f"has {settings.model_name(role)!r}: name one (--model), or leave --batch out"
            )
    if any(rates):
        raise SettingsError("rpm and tpm are for requests that are sent one by one; leave them or --batch out")
    return Batching() if batch is True else batch


def check_alone(batch: bool | Batching, workers: int) -> None:
    """Raise SettingsError for workers at a run by batch, which has nothing to do for more than one process."""
    if batch is not False and workers != 1:
        raise SettingsError("a run by batch only waits: leave workers at 1, and give it a large --concurrency")


def check_nothing_under_way(folder: Path) -> None:
    """Raise RunFolderError where requests were handed in by batch which an ordinary run would pay for again."""
    if not (folder / SHELF).exists():
        return
    with Shelf(folder) as shelf:
        if not shelf.empty:
            ids = ", ".join(shelf.under_way()) or "in the file"
            raise RunFolderError(
                f"{folder / SHELF}: replies of batches are still to be taken in ({ids}): go on with --batch, or "
                "move that file away and pay for them again"
            )
