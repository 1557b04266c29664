"""The run folder: four files that any tool can read, written so that a stop at any moment leaves whole lines.

records.jsonl holds a conversation tree per line, conversations.jsonl an accepted path per line as
trainers take it, failures.jsonl what was rejected, failed or could not be read, manifest.json the sum.
A strategy that makes preference pairs adds preferences.jsonl, a pair per line. Nothing here ever holds
more than a line of them in memory.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from colloquist.run.derived import CONVERSATIONS as CONVERSATIONS
from colloquist.run.derived import DERIVED, Row
from colloquist.run.derived import FAILURES as FAILURES
from colloquist.run.derived import PREFERENCES as PREFERENCES
from colloquist.run.derived import RECORDS as RECORDS
from colloquist.run.diversity.alike import Openings
from colloquist.run.ended import EndedIds
from colloquist.run.ending import Ending, ending_in
from colloquist.run.lines import append, heal, rewrite, rows
from colloquist.run.lock import RunLock
from colloquist.run.manifest import MANIFEST, read_manifest
from colloquist.run.mending import Mender
from colloquist.run.problem import RunFolderError
from colloquist.state.record import SCHEMA_VERSION, Record

INPUT = ("unreadable", "duplicate")


class RunFolder:
    """The files of one run. Lines are appended in the order of the input."""

    def __init__(self, path: str | Path) -> None:
        """Take the folder; nothing is written yet."""
        self.path = Path(path)
        self._lock = RunLock(self.path)
        self._ended: EndedIds | None = None
        self._openings: Openings | None = None
        self._menders: list[Mender] = []

    def __enter__(self) -> Self:
        """Make the folder ready to be written by this process alone, without lines that a stop left unfinished.

        Raises RunFolderError when it cannot be written, or when another process writes there.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._lock.__enter__()
            for name in (RECORDS, *DERIVED):
                if name != PREFERENCES or (self.path / name).exists():
                    heal(self.path / name)
            self._ended = EndedIds(self.path)
            self._openings = Openings(self.path)
        except (OSError, sqlite3.Error) as error:
            self.__exit__()
            why = getattr(error, "strerror", None) or error
            raise RunFolderError(f"{self.path}: cannot be written ({why})") from None
        return self

    def __exit__(self, *_: object) -> None:
        """Let other processes write there."""
        for kept in (self._ended, self._openings):
            if kept:
                kept.close()
        self._lock.__exit__()

    @property
    def ended(self) -> EndedIds:
        """The ids of the snippets that `endings` has yielded."""
        assert self._ended, "the folder has not been entered"
        return self._ended

    @property
    def openings(self) -> Openings:
        """The openings of accepted paths, which whoever counts the endings adds."""
        assert self._openings, "the folder has not been entered"
        return self._openings

    def endings(self) -> Iterator[Ending]:
        """Yield how snippets have ended in this folder, and note their ids in `ended`, which is emptied first.

        Raises RunFolderError for a line that is no record, or that ends a snippet again.
        """
        self.ended.clear()
        self.openings.clear()
        self._menders = [Mender(self.path / name, derived) for name, derived in DERIVED.items()]
        for row, where in self._rows():
            ending = ending_in(row)
            if ending is None:
                record_in(row, where)
                raise RunFolderError(f"{where}: not a record; restore that line or remove it")
            if not self.ended.add(ending.id):
                raise RunFolderError(f"{where}: snippet {ending.id} ended before; remove that line")
            if ending.status == "done":
                for mender in self._menders:
                    mender.see(row)
            yield ending

    def mend(self) -> None:
        """Make what is derived from the records agree with what `endings` has found, whatever a stop left."""
        for mender in self._menders:
            mender.mend(
                self._rows_of_done, lambda row: record_in(row, f"{self.path / RECORDS}, snippet {row['id']}")
            )
        self._menders = []

    def records(self) -> Iterator[Record]:
        """Yield the records of snippets that have ended, whatever it was. Raises RunFolderError for a bad line."""
        return (record_in(row, where) for row, where in self._rows())

    def failures(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of failures.jsonl."""
        return (row for _, row in rows(self.path / FAILURES))

    def write(self, ending: Ending) -> None:
        """Append the lines of an ending. Raises RunStopped when they cannot be written."""
        for name, said in ending.lines():
            append(self.path / name, said)

    def state_input(self, said: Callable[[], Iterator[dict[str, Any]]]) -> None:
        """Make failures.jsonl open with what `said` gives: what could not be read or came twice, each once."""
        there = (row for row in self.failures() if row["kind"] in INPUT)
        if any(was != now for was, now in zip_longest(there, said())):
            self.replace_failures(chain(said(), (row for row in self.failures() if row["kind"] not in INPUT)))

    def replace_failures(self, failures: Iterable[dict[str, Any]]) -> None:
        """Put other rows in the place of failures.jsonl, in one instant."""
        rewrite(self.path / FAILURES, failures)

    def _rows_of_done(self) -> Iterator[Row]:
        return (row for _, row in rows(self.path / RECORDS))

    def _rows(self) -> Iterator[tuple[Any, str]]:
        """Yield the row of every record and where it stands, rejected and failed ones last."""
        for number, row in rows(self.path / RECORDS):
            yield row, f"{self.path / RECORDS}, line {number}"
        for number, row in rows(self.path / FAILURES):
            if row.get("kind") in ("rejected", "failed"):
                yield row.get("record"), f"{self.path / FAILURES}, line {number}"


def read_records(path: str | Path) -> Iterator[Record]:
    """Yield the records of a run in order, rejected and failed ones last.

    Raises RunFolderError when the folder holds no run.
    """
    read_manifest(Path(path) / MANIFEST)
    yield from RunFolder(path).records()


def find_record(run: str | Path, id: str | None) -> Record:
    """Return the first record of a run whose id begins so. Raises RunFolderError when there is none."""
    found = next((record for record in read_records(run) if record.id.startswith(id or "")), None)
    if found is None:
        raise RunFolderError(
            f"{run}: no record's id begins with {id!r}; colloquist show {run} --list names them"
            if id
            else f"{run}: there is no record in this run yet"
        )
    return found


def record_in(row: Any, where: str) -> Record:
    """Return the record that a row is. Raises RunFolderError that says `where` it is none."""
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
