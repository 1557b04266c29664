"""The run folder: four files that any tool can read, written so that a stop at any moment leaves whole lines.

records.jsonl holds a conversation tree per line, conversations.jsonl an accepted path per line as
trainers take it, failures.jsonl what was rejected, failed or could not be read, manifest.json the sum.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from colloquist.run.lines import append, heal, rewrite, rows
from colloquist.run.lock import RunLock
from colloquist.run.manifest import MANIFEST, read_manifest
from colloquist.run.problem import RunFolderError
from colloquist.run.training import conversation_rows, dropped_rows, failure
from colloquist.state.record import SCHEMA_VERSION, Record

RECORDS, CONVERSATIONS, FAILURES = "records.jsonl", "conversations.jsonl", "failures.jsonl"
INPUT = ("unreadable", "duplicate")


class RunFolder:
    """The files of one run. Lines are appended in the order of the input."""

    def __init__(self, path: str | Path) -> None:
        """Take the folder; nothing is written yet."""
        self.path = Path(path)
        self._lock = RunLock(self.path)

    def __enter__(self) -> Self:
        """Make the folder ready to be written by this process alone, without lines that a stop left unfinished.

        Raises RunFolderError when it cannot be written, or when another process writes there.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock.__enter__()
            for name in (RECORDS, CONVERSATIONS, FAILURES):
                heal(self.path / name)
        except OSError as error:
            self._lock.__exit__()
            raise RunFolderError(f"{self.path}: cannot be written ({error.strerror or error})") from None
        return self

    def __exit__(self, *_: object) -> None:
        """Let other processes write there."""
        self._lock.__exit__()

    def ended(self) -> Iterator[Record]:
        """Yield the records of snippets that have come to their end in this folder, whatever it was.

        Raises RunFolderError for a line that is no record, or that ends a snippet again.
        """
        met: set[str] = set()
        for name in (RECORDS, FAILURES):
            for number, row in rows(self.path / name):
                if name == FAILURES and row.get("kind") not in ("rejected", "failed"):
                    continue
                record = _record(
                    row if name == RECORDS else row.get("record"), f"{self.path / name}, line {number}"
                )
                if record.id in met:
                    raise RunFolderError(
                        f"{self.path / name}, line {number}: snippet {record.id} ended before; remove that line"
                    )
                met.add(record.id)
                yield record

    def failures(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of failures.jsonl."""
        return (row for _, row in rows(self.path / FAILURES))

    def write(self, record: Record) -> None:
        """Append a record and its accepted paths, or the failure that it is. Raises RunStopped.

        The record goes first: what a stop leaves out after it is derived from it, and put back by `mend`.
        """
        if record.status != "done":
            reason, whole = "; ".join(record.reasons), record.model_dump(mode="json")
            row = failure(record.status, record.snippet.source, reason, id=record.id, record=whole)
            append(self.path / FAILURES, row)
            return
        append(self.path / RECORDS, record.model_dump(mode="json"))
        for row in conversation_rows(record):
            append(self.path / CONVERSATIONS, row)
        for row in dropped_rows(record):
            append(self.path / FAILURES, row)

    def mend(self) -> None:
        """Make what is derived from the records agree with them again, whatever a stop left out."""
        accepted, dropped = self._paths(accepted=True), self._paths(accepted=False)
        if self._conversations() != accepted:
            rewrite(
                self.path / CONVERSATIONS, (row for record in self._done() for row in conversation_rows(record))
            )
        there = [(row["id"], row["path"]) for row in self.failures() if row["kind"] == "path"]
        if there == dropped:
            return
        wanted = {(row["id"], row["path"]): row for record in self._done() for row in dropped_rows(record)}
        if there == dropped[: len(there)]:
            for key in dropped[len(there) :]:
                append(self.path / FAILURES, wanted[key])
        else:
            others = [row for row in self.failures() if row["kind"] != "path"]
            self.replace_failures([*others, *wanted.values()])

    def state_input(self, said: list[dict[str, Any]]) -> None:
        """Make failures.jsonl open with what could not be read or came twice, each of them once."""
        if [row for row in self.failures() if row["kind"] in INPUT] != said:
            self.replace_failures([*said, *(row for row in self.failures() if row["kind"] not in INPUT)])

    def replace_failures(self, failures: list[dict[str, Any]]) -> None:
        """Put other rows in the place of failures.jsonl, in one instant."""
        rewrite(self.path / FAILURES, failures)

    def _done(self) -> Iterator[Record]:
        for number, row in rows(self.path / RECORDS):
            yield _record(row, f"{self.path / RECORDS}, line {number}")

    def _paths(self, *, accepted: bool) -> list[tuple[str, str]]:
        return [
            (row["id"], path["id"])
            for _, row in rows(self.path / RECORDS)
            for path in row["paths"]
            if path["accepted"] is accepted
        ]

    def _conversations(self) -> list[tuple[str, str]] | None:
        """Return which paths conversations.jsonl holds, or None when it is damaged."""
        try:
            metas = [row["meta"] for _, row in rows(self.path / CONVERSATIONS)]
            return [(meta["snippet_id"], meta["path_id"]) for meta in metas]
        except (RunFolderError, KeyError, TypeError):
            return None


def read_records(path: str | Path) -> Iterator[Record]:
    """Yield the records of a run in order, rejected and failed ones last.

    Raises RunFolderError when the folder holds no run.
    """
    read_manifest(Path(path) / MANIFEST)
    yield from RunFolder(path).ended()


def _record(row: Any, where: str) -> Record:
    try:
        return Record.model_validate(row)
    except ValidationError as error:
        form = row.get("schema_version") if isinstance(row, dict) else None
        if form != SCHEMA_VERSION and form is not None:
            raise RunFolderError(
                f"{where}: a record of form {form}, this colloquist reads {SCHEMA_VERSION}: "
                "go on with the colloquist that began the run, or choose another folder"
            ) from None
        fault = error.errors()[0]
        at = ".".join(map(str, fault["loc"]))
        raise RunFolderError(
            f"{where}: not a record ({at}: {fault['msg']}); restore that line or remove it"
        ) from None
