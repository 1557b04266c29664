"""The account of a run: what has ended before and now, watched by whoever wants to and written down as it goes."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from colloquist.run.derived import FAILURES, RECORDS
from colloquist.run.diversity.alike import NAME
from colloquist.run.ending import Ending
from colloquist.run.folder import RunFolder
from colloquist.run.intake import Intake
from colloquist.run.integrity import nested, recurring
from colloquist.run.lines import rows
from colloquist.run.manifest import MANIFEST, going_on, read_manifest, write_manifest
from colloquist.run.problem import RunStopped
from colloquist.run.retry import unusable_calls
from colloquist.run.tally import Tally

Watcher = Callable[[Tally], object]
PAUSE = 5.0
"""Seconds between two manifests while a run goes on."""


class Account:
    """The tally of a run and its manifest."""

    def __init__(self, folder: RunFolder, about: dict[str, Any], watcher: Watcher) -> None:
        """Take up what an earlier call left in the folder.

        Raises RunFolderError when it was made with other settings: two kinds of data must not mix.
        """
        self._manifest = folder.path / MANIFEST
        self._watcher = watcher
        self.about = going_on(self._manifest, about, begun=begun(folder.path))
        earlier = read_manifest(self._manifest)["reading"] if self._manifest.exists() else about["reading"]
        self._same_limit = earlier["limit"] == about["reading"]["limit"]
        self.tally, self._openings = Tally(), folder.openings
        for ending in folder.endings():
            self._count(ending)
        for row in folder.failures():
            if row["kind"] == "retried":
                self.tally.retry(unusable_calls(row["record"]))
        self.tally.kept = self.tally.snippets = self.tally.ended
        self._before = float(self.about["seconds"])
        self._written = 0.0

    def take_in(self, intake: Intake, wanted: int) -> None:
        """Count what came in, of which so many snippets are `wanted`.

        Conversations whose snippet is no longer there stay, and are counted as such.
        """
        corpus, self.tally.gone, changes = intake
        self.tally.snippets = wanted + self.tally.gone
        self.tally.unreadable, self.tally.duplicates = corpus.count("unreadable"), corpus.count("duplicates")
        self.tally.began = time.monotonic()
        if self._same_limit:
            self.tally.changes = list(changes)
            self.about["input_changes"] = [*self.about["input_changes"], *changes]
        self.state("running")
        self._watcher(self.tally)

    def add(self, ending: Ending) -> None:
        """Count an ending that has been written."""
        self._count(ending)
        if time.monotonic() - self._written > PAUSE:
            self.state("running")
        self._watcher(self.tally)

    def _count(self, ending: Ending) -> None:
        self.tally.add(ending)
        try:
            for opening in ending.openings:
                self._openings.add(opening)
        except sqlite3.Error as error:
            where = self._manifest.with_name(NAME)
            raise RunStopped(f"{where}: {error}; mend that, and the same command goes on from here") from None
        self.tally.openings = self._openings.noticed

    def wait(self, why: str | None) -> None:
        """Show what the run waits for, or that it goes on again."""
        self.tally.waits_for = why
        self._watcher(self.tally)

    def state(self, state: str) -> dict[str, Any]:
        """Write the manifest and return it. Raises RunStopped when it cannot be written."""
        self._written = time.monotonic()
        self.about["seconds"] = round(self._before + self._written - self.tally.opened, 3)
        lasted = round(self._written - self.tally.opened, 3)
        says = {"state": state, **self.about, "this_call": {"seconds": lasted}, "counts": self.tally.counts()}
        integrity = nested(self.tally.integrity)
        if state == "complete":
            integrity["tics"] = recurring(self._manifest.parent, self.tally.conversations)
        says |= {"stop_reasons": dict(sorted(self.tally.stops.items())), "integrity": integrity}
        says["openings"] = self.tally.openings._asdict()
        return write_manifest(self._manifest, says)


def begun(folder: Path) -> bool:
    """Say whether a conversation has come to its end there; what failed says nothing of how it is made."""
    records = folder / RECORDS
    made = records.exists() and records.stat().st_size > 0
    return made or any(row["kind"] == "rejected" for _, row in rows(folder / FAILURES))
