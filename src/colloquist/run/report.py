"""The report on a run folder, at any moment of its life: read from its files alone, changing none of them."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from colloquist.run.folder import FAILURES, RECORDS
from colloquist.run.integrity import integrity_of, nested
from colloquist.run.lines import rows
from colloquist.run.lock import holder
from colloquist.run.manifest import MANIFEST, read_manifest
from colloquist.run.retry import unusable_calls
from colloquist.run.spending import Spent, shares, spent_in

State = Literal["running", "stopped", "killed", "complete"]


@dataclass
class Report:
    """What became of the snippets so far, why, and what it took."""

    state: State
    pid: int | None
    manifest: dict[str, Any]
    ended: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)
    stops: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    integrity: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    cost: float | None = 0.0
    spent: Spent | None = None
    seconds: dict[str, list[float]] = field(default_factory=dict)

    @property
    def snippets(self) -> int:
        """How many snippets there are; before the input has been read, how many have ended."""
        return max(int(self.manifest["counts"]["snippets"]), self.ended.total())

    @property
    def per_minute(self) -> float | None:
        """Snippets that ended per minute of running, or None while nothing has."""
        counts, seconds = self.manifest["counts"], float(self.manifest.get("seconds", 0))
        ended = sum(counts[status] for status in ("done", "rejected", "failed"))
        return 60 * ended / seconds if ended and seconds else None

    @property
    def limits(self) -> list[str]:
        """What was spent of each limit of the run there is, in words."""
        limits, lasted = self.manifest.get("limits", {}), self.manifest.get("this_call", {}).get("seconds", 0)
        return shares(limits, self.spent, lasted) if self.spent else []

    @property
    def checked(self) -> dict[str, Any]:
        """What was checked and found so far; which phrases recur is known once the run is complete."""
        return {**nested(self.integrity), "tics": self.manifest.get("integrity", {}).get("tics", [])}

    def add(self, record: dict[str, Any]) -> None:
        """Count a record."""
        status = record["status"]
        self.ended[status] += 1
        self.paths.update("accepted" if path["accepted"] else "dropped" for path in record["paths"])
        self.stops.update(path["stop"]["reason"] for path in record["paths"])
        self.integrity.update(integrity_of(record))
        self._add_questions(record)
        if status == "failed":
            self.failed[_why_failed(record)] += 1
        if status == "rejected":
            self.rejected.update(_why_rejected(record))
        self.add_calls(record["calls"])

    def _add_questions(self, record: dict[str, Any]) -> None:
        for question in record.get("questions", ()):
            self.questions["dropped" if question["dropped"] else question["kind"]] += 1
            self.dropped.update([question["dropped"]] if question["dropped"] else [])
        self.pairs.update(pair["rule"] for pair in record.get("preferences", ()))

    def add_calls(self, calls: list[dict[str, Any]]) -> None:
        """Count calls, usable or not."""
        for call in calls:
            self.calls[call["outcome"]] += 1
            self.tokens.update({kind: call[f"{kind}_tokens"] for kind in ("input", "cached", "output")})
            self.seconds.setdefault(call["node"], []).append(call["seconds"])
            cost = call["cost"]
            self.cost = None if cost is None or self.cost is None else self.cost + cost


def report(run: str | Path) -> Report:
    """Read a run folder. Raises RunFolderError when it holds no run, or a damaged line."""
    folder = Path(run)
    manifest = read_manifest(folder / MANIFEST)
    pid = holder(folder)
    state: State = "complete" if manifest["state"] == "complete" else "stopped"
    if manifest["state"] == "running":
        state = "killed"
    found = Report("running" if pid is not None else state, pid, manifest, spent=spent_in(folder, manifest))
    for _, record in rows(folder / RECORDS):
        found.add(record)
    for _, row in rows(folder / FAILURES):
        if row["kind"] in ("rejected", "failed"):
            found.add(row["record"])
        if row["kind"] == "retried":
            found.add_calls(unusable_calls(row["record"]))
    return found


def percentile(values: list[float], share: int) -> float:
    """Return the smallest value that at least `share` percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-share * len(ordered) // 100) - 1)]


def _why_failed(record: dict[str, Any]) -> str:
    failure = record["failure"]
    if failure:
        return f"{failure['node']}: {failure['kind']}"
    return ": ".join("; ".join(record["reasons"]).split(": ")[:2])


def _why_rejected(record: dict[str, Any]) -> list[str]:
    """Return the reasons without what differs from one snippet to the next."""
    found = [reason for path in record["paths"] for reason in path["reasons"]]
    return list(dict.fromkeys(found or record["reasons"]))
