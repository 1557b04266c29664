"""The purse: limits that hold for a whole comparison, every contestant, the reader and the judge together."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from colloquist.run.ledger import paid_so_far
from colloquist.run.limits import RunLimits
from colloquist.run.spending import Spent, share, spent_before
from colloquist.state.budget import LimitReached
from colloquist.state.settings import Settings


@dataclass
class Purse:
    """What may be spent, and by whom: each journal there is or will be, with the settings that price it."""

    limits: RunLimits
    journals: Mapping[Path, Settings]
    began: float = field(default_factory=time.monotonic)

    def spent(self, besides: Path | None = None) -> Spent:
        """Return what all journals say was paid, but for one of them."""
        found = [self.of(path) for path in self.journals if path != besides]
        costs = [one.cost for one in found]
        return Spent(
            sum(one.calls for one in found),
            sum(one.tokens for one in found),
            None if None in costs else sum(cost for cost in costs if cost is not None),
            sum(one.unmetered for one in found),
        )

    def left(self, journal: Path) -> RunLimits:
        """Return the limits within which one journal may still be added to.

        They count what is in it already. Raises LimitReached when the others have spent it all.
        """
        others, limits = self.spent(journal), {}
        for name in ("cost", "tokens", "calls"):
            most = getattr(self.limits, name)
            limits[name] = None if most is None else most - (getattr(others, name) or 0)
        limits["seconds"] = None if self.limits.seconds is None else self.limits.seconds - self._lasted()
        for name, most in limits.items():
            if most is not None and most <= 0:
                raise self.reached(name)
        return RunLimits(**limits)

    def reached(self, limit: str) -> LimitReached:
        """Return the stop at a limit of the whole comparison."""
        most = getattr(self.limits, limit)
        passed = share(limit, most, self.spent(), self._lasted())
        how = "" if limit == "seconds" else f" with a higher --max-{limit}"
        return LimitReached(
            limit, f"stopped at a limit of the comparison, {passed}; the same command{how} goes on"
        )

    def of(self, journal: Path) -> Spent:
        """Return what one journal says was paid."""
        paid = paid_so_far(journal) if journal.exists() else None
        return spent_before(paid or [], RunLimits(), self.journals[journal])

    def stop(self, met: LimitReached | str) -> LimitReached:
        """Return the stop at whichever limit was met by one of those who spend."""
        for name in ("cost", "tokens", "calls"):
            most = getattr(self.limits, name)
            if most is not None and (getattr(self.spent(), name) or 0) >= most:
                return self.reached(name)
        if self.limits.seconds is not None and self._lasted() >= self.limits.seconds:
            return self.reached("seconds")
        return met if isinstance(met, LimitReached) else LimitReached("usage", met)

    def _lasted(self) -> float:
        return time.monotonic() - self.began
