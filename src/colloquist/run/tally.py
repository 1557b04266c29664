"""The tally of a run: what became of every snippet, and what it cost; the counts add up at any moment."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from colloquist.run.diversity.alike import Noticed
from colloquist.run.ending import Ending
from colloquist.run.recording import usage


@dataclass
class Tally:
    """Counts of a run. `snippets` is how many there are; done, rejected and failed add up to it in the end.

    `gone` are those among them that have ended and are no longer in the input.
    """

    snippets: int = 0
    done: int = 0
    rejected: int = 0
    failed: int = 0
    conversations: int = 0
    dropped_paths: int = 0
    unreadable: int = 0
    duplicates: int = 0
    gone: int = 0
    retried: int = 0
    calls: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    stops: Counter[str] = field(default_factory=Counter)
    integrity: Counter[str] = field(default_factory=Counter)
    openings: Noticed = field(default_factory=Noticed)
    changes: list[str] = field(default_factory=list)
    told: bool = False
    waits_for: str | None = None
    kept: int = 0
    opened: float = field(default_factory=time.monotonic)
    began: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> int:
        """Snippets that have come to their end."""
        return self.done + self.rejected + self.failed

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the run ends at the rate so far, or None before there is a rate."""
        fresh = self.ended - self.kept
        if not fresh:
            return None
        return (time.monotonic() - self.began) / fresh * (self.snippets - self.ended)

    def add(self, ending: Ending) -> None:
        """Count an ending that has been written."""
        setattr(self, ending.status, getattr(self, ending.status) + 1)
        self.conversations += ending.accepted
        self.dropped_paths += ending.dropped
        self.stops.update(ending.stops)
        self.integrity.update(ending.integrity)
        self._spend(ending.usage)

    def retry(self, unused: Iterable[Mapping[str, Any]]) -> None:
        """Count a failed snippet that is made again, and the calls of it that its next record will not hold."""
        self.retried += 1
        self._spend(usage(unused))

    def _spend(self, used: Mapping[str, float | int | None]) -> None:
        for name in ("calls", "input_tokens", "cached_tokens", "output_tokens"):
            setattr(self, name, getattr(self, name) + int(used[name] or 0))
        cost = used["cost"]
        self.cost = None if cost is None or self.cost is None else round(self.cost + cost, 8)

    def counts(self) -> dict[str, int | float | None]:
        """Return the counts as the manifest keeps them."""
        names = (
            *("snippets", "done", "rejected", "failed", "conversations", "dropped_paths", "unreadable"),
            *("duplicates", "gone", "retried", "calls", "input_tokens", "cached_tokens", "output_tokens", "cost"),
        )
        return {name: getattr(self, name) for name in names}
