"""What a run has spent: the sum of everything that was ever paid for in its folder, and of what that is a part."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from colloquist.models.prices import cost_of
from colloquist.run.journal_file import JOURNAL
from colloquist.run.ledger import paid_so_far
from colloquist.run.limits import RunLimits
from colloquist.show.facts import clock, price
from colloquist.state.journal import Paid
from colloquist.state.settings import Settings, SettingsError


class Spent(NamedTuple):
    """What was paid for. The cost is None where a price is not known, or how many tokens there were."""

    calls: int = 0
    tokens: int = 0
    cost: float | None = 0.0
    unmetered: int = 0


def spent_before(paid: Sequence[Paid], limits: RunLimits, settings: Settings) -> Spent:
    """Return what the journal of a run says was spent, at the prices of today.

    Raises SettingsError when dollars are limited and some of it cannot be priced.
    """
    costs = [(row.model, _cost(row, settings)) for row in paid]
    if limits.cost is not None and (unpriced := [model for model, cost in costs if cost is None]):
        raise SettingsError(
            f"a limit in dollars counts what was paid before, and model {unpriced[0]!r} has no price or does not "
            "count its tokens: add it with --prices FILE, or limit calls (--max-calls) or time (--max-time)"
        )
    known = [cost for _, cost in costs if cost is not None]
    return Spent(
        sum(row.calls for row in paid),
        sum(row.input_tokens + row.output_tokens for row in paid),
        sum(known) if len(known) == len(costs) else None,
        sum(row.unmetered for row in paid),
    )


def spent_in(run: Path, manifest: Mapping[str, Any]) -> Spent | None:
    """Return what has been spent in a run folder by now, or None where its journal cannot be read."""
    paid = paid_so_far(run / JOURNAL)
    prices = manifest["settings"].get("prices")
    settings = Settings(prices=prices if prices and Path(prices).exists() else None)
    return None if paid is None else spent_before(paid, RunLimits(), settings)


def shares(limits: Mapping[str, float | None], spent: Spent, seconds: float) -> list[str]:
    """Return what was spent of each limit there is, in words; `seconds` are those of the last call."""
    return [share(name, limit, spent, seconds) for name, limit in limits.items() if limit is not None]


def share(name: str, limit: float, spent: Spent, seconds: float) -> str:
    """Return what was spent of one limit, in words."""
    if name == "cost":
        return f"{price(spent.cost)} of {price(limit)}"
    if name == "seconds":
        return f"{clock(seconds)} of {clock(limit)}"
    return f"{getattr(spent, name):,} of {limit:,} {name}"


def and_unended(calls: int, cost: float | None) -> str:
    """Return, in words, so many calls of conversations without a record; `cost` is that of all calls."""
    return f"and {calls:,} calls of conversations that have not ended or broke off; {price(cost)} in all"


def _cost(paid: Paid, settings: Settings) -> float | None:
    if paid.unmetered:
        return None
    tokens = (paid.input_tokens, paid.cached_tokens, paid.output_tokens)
    return cost_of(paid.model, *tokens, table=settings.prices, batch=paid.batch)
