"""The run folder: four files that any tool can read, written so that a stop at any moment leaves whole lines.

records.jsonl holds a conversation tree per line, conversations.jsonl an accepted path per line as
trainers take it, failures.jsonl what was rejected, failed or could not be read, manifest.json the sum.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from colloquist.run.tally import Tally
from colloquist.state.record import Record, RecordPath

RECORDS, CONVERSATIONS, FAILURES, MANIFEST = (
    "records.jsonl",
    "conversations.jsonl",
    "failures.jsonl",
    "manifest.json",
)


class RunFolderError(ValueError):
    """A run folder that cannot be used; the message says why and what would do."""


class RunFolder:
    """The files of one run. Lines are appended in the order of the input."""

    def __init__(self, path: str | Path) -> None:
        """Take the folder; nothing is written yet."""
        self.path = Path(path)

    def open(self) -> None:
        """Make the folder ready to be written to, and cut off a line that a stop left unfinished.

        Raises RunFolderError when it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for name in (RECORDS, CONVERSATIONS, FAILURES):
                _heal(self.path / name)
            self._mend()
        except OSError as error:
            raise RunFolderError(f"{self.path}: cannot be written ({error.strerror or error})") from None

    def ended(self) -> Iterator[Record]:
        """Yield the records of snippets that have come to their end in this folder, whatever it was."""
        for row in _rows(self.path / RECORDS):
            yield Record.model_validate(row)
        for row in _rows(self.path / FAILURES):
            if row.get("record"):
                yield Record.model_validate(row["record"])

    def write(self, record: Record) -> None:
        """Append a record and its accepted paths, or the failure that it is.

        The record goes first: what a stop leaves out after it is derived from it, and put back by `open`.
        """
        if record.status != "done":
            reason = "; ".join(record.reasons)
            whole = record.model_dump(mode="json")
            self.fail(record.status, record.snippet.source, reason, id=record.id, record=whole)
            return
        self._append(RECORDS, record.model_dump(mode="json"))
        self._derive(record, list(record.paths))

    def _derive(self, record: Record, paths: list[RecordPath]) -> None:
        for path in paths:
            if path.accepted:
                self._append(CONVERSATIONS, conversation_row(record, path))
            else:
                self.fail("path", record.snippet.source, "; ".join(path.reasons), id=record.id, path=path.id)

    def _mend(self) -> None:
        """Write what a stop kept from being written after the last record."""
        last = None
        for row in _rows(self.path / RECORDS):
            last = row
        if last is None:
            return
        record = Record.model_validate(last)
        there = {
            row["meta"]["path_id"]
            for row in _rows(self.path / CONVERSATIONS)
            if row["meta"]["snippet_id"] == record.id
        }
        there |= {
            row["path"] for row in _rows(self.path / FAILURES) if row["kind"] == "path" and row["id"] == record.id
        }
        self._derive(record, [path for path in record.paths if path.id not in there])

    def fail(self, kind: str, source: str, reason: str, **more: Any) -> None:
        """Append one line on something that is not training data: what, where, why."""
        self._append(FAILURES, {"kind": kind, "source": source, "reason": reason, **more})

    def manifest(self, state: str, about: dict[str, Any], tally: Tally) -> dict[str, Any]:
        """Write manifest.json in one piece and return what it says."""
        says = {"schema_version": 1, "state": state, **about, "counts": tally.counts()}
        says["stop_reasons"] = dict(sorted(tally.stops.items()))
        part = self.path / f".{MANIFEST}.part"
        part.write_bytes(orjson.dumps(says, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS) + b"\n")
        part.replace(self.path / MANIFEST)
        return says

    def read_manifest(self) -> dict[str, Any]:
        """Return what manifest.json says.

        Raises RunFolderError when there is none or it is not one.
        """
        try:
            says = orjson.loads((self.path / MANIFEST).read_bytes())
        except OSError:
            raise RunFolderError(f"{self.path}: no run here (there is no {MANIFEST})") from None
        except orjson.JSONDecodeError as error:
            raise RunFolderError(f"{self.path / MANIFEST}: not JSON ({error})") from None
        if not isinstance(says, dict) or says.get("schema_version") != 1:
            raise RunFolderError(f"{self.path / MANIFEST}: written by another version of colloquist")
        return says

    def _append(self, name: str, row: dict[str, Any]) -> None:
        with (self.path / name).open("ab") as file:
            file.write(orjson.dumps(row) + b"\n")


def conversation_row(record: Record, path: RecordPath) -> dict[str, Any]:
    """Return a path as trainers take it: messages, and one meta object with where it came from."""
    turns = record.path_turns(path)
    labels = [label.kind for turn in turns for label in turn.labels]
    meta = {
        "id": f"{record.id}/{path.id}",
        "snippet_id": record.id,
        "path_id": path.id,
        "fork": path.fork,
        "turn_ids": [turn.id for turn in turns],
        "made_by": [turn.made_by for turn in turns],
        "persona": str(record.personas[path.persona_id]["role"]) if path.persona_id else None,
        "perspective": path.perspective,
        "stop_reason": path.stop.reason,
        "strategy": record.strategy,
        "models": record.models,
        "labels": {kind: labels.count(kind) for kind in sorted(set(labels))},
        "title": record.snippet.title,
        "source": record.snippet.source,
        "place": record.snippet.place.model_dump(mode="json"),
        "licence": record.snippet.licence,
        "tags": record.snippet.tags,
    }
    return {"messages": [{"role": turn.role, "content": turn.text} for turn in turns], "meta": meta}


def read_records(path: str | Path) -> Iterator[Record]:
    """Yield the records of a run in order, rejected and failed ones last.

    Raises RunFolderError when the folder holds no run.
    """
    folder = RunFolder(path)
    folder.read_manifest()
    yield from folder.ended()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                raise RunFolderError(f"{path}, line {number}: not JSON; mend or remove that line") from None


def _heal(path: Path) -> None:
    """Create the file, or cut it after its last whole line."""
    with path.open("ab+") as file:
        end = file.tell()
        at = end
        while at > 0:
            start = max(0, at - 65536)
            file.seek(start)
            newline = file.read(at - start).rfind(b"\n")
            if newline >= 0:
                at = start + newline + 1
                break
            at = start
        if at != end:
            os.truncate(path, at)
