"""What a run by batch says while it waits: which batches are under way, and how far they are."""

import time
from collections.abc import Callable, Sequence
from typing import Any

NAMED = 3
"""How many batches are named on the screen."""


class Telling:
    """The line that is shown, and kept up to date."""

    def __init__(self, say: Callable[[str | None], object]) -> None:
        self._say = say
        self._notes: dict[int, str] = {}
        self._stages: dict[int, tuple[str, int]] = {}

    def look(self, number: int, batch: dict[str, Any]) -> None:
        """Say how a batch is, when that is notably more than at the last look."""
        counts = batch.get("request_counts") or {}
        done, of = counts.get("completed") or 0, counts.get("total") or 0
        stage = (batch["status"], done * 10 // of if of else 0)
        if self._stages.get(number) == stage:
            return
        self._stages[number] = stage
        failed = f", {counts['failed']} failed" if counts.get("failed") else ""
        answered = f" {done:,}/{of:,}{failed}" if of else ""
        self.note(number, f"{batch['id']} {batch['status']}{answered} at {time.strftime('%H:%M:%S')}")

    def leave(self, ids: Sequence[str]) -> None:
        """Say what goes on without the run, and nothing after that."""
        if ids:
            named = ", ".join(ids[:NAMED]) + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")
            self._say(f"under way at the provider: {named}; the same command takes their replies")
        self._say = lambda said: None

    def note(self, number: int, said: str) -> None:
        """Say something of a batch."""
        self._notes[number] = said
        self._tell()

    def forget(self, number: int) -> None:
        """Say nothing of a batch any more."""
        self._stages.pop(number, None)
        if self._notes.pop(number, None) is not None:
            self._tell()

    def _tell(self) -> None:
        named = [f"batch {number}: {said}" for number, said in sorted(self._notes.items())[:NAMED]]
        more = len(self._notes) - len(named)
        self._say("; ".join([*named, *([f"and {more} more batches"] if more > 0 else [])]) or None)
