"""JSON lines that outlive a kill: appended whole, cut after the last whole line, replaced in one piece."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from colloquist.run.problem import RunFolderError, RunStopped


def line(row: Mapping[str, Any]) -> bytes:
    """Return a row as a line of JSON."""
    return orjson.dumps(row) + b"\n"


def append(path: Path, lines: bytes) -> None:
    """Append whole lines. Raises RunStopped when they cannot be written, for example because the disk is full."""
    try:
        with path.open("ab") as file:
            file.write(lines)
    except OSError as error:
        raise unwritten(path, error) from None


def rewrite(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Put `rows` in the place of what a file holds, in one instant. Raises RunStopped as `append` does."""
    replace(path, map(line, rows))


def replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Put bytes in the place of what a file holds, in one instant. Raises RunStopped as `append` does."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise unwritten(path, error) from None


def rows(path: Path, every: int = 1) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number and object of the first line and `every` so many-th after it.

    A last line that is still being written is left out. Raises RunFolderError for a line that is no JSON object.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, said in islice(enumerate(file, start=1), None, None, every):
            if not said.endswith(b"\n"):
                return
            try:
                row = orjson.loads(said)
            except orjson.JSONDecodeError:
                row = None
            if not isinstance(row, dict):
                raise RunFolderError(
                    f"{path}, line {number}: damaged, not a JSON object; nothing was changed. Restore that line, "
                    "or remove it: what it held is made again, from the journal where that still has it"
                )
            yield number, row


def heal(path: Path) -> None:
    """Create the file, or cut it after its last whole line; a line that lacks nothing but its end gets that."""
    with path.open("ab+") as file:
        end = file.tell()
        at = _after_last_newline(file, end)
        if at == end:
            return
        file.seek(at)
        if _whole(file.read()):
            file.write(b"\n")
        else:
            os.truncate(path, at)


def unwritten(path: Path, error: OSError) -> RunStopped:
    """Return the error that stops a run which cannot write."""
    return RunStopped(
        f"{path}: cannot be written ({error.strerror or error}); what had arrived is kept: "
        "mend that, and the same command goes on from here"
    )


def _after_last_newline(file: Any, end: int) -> int:
    at = end
    while at > 0:
        start = max(0, at - 65536)
        file.seek(start)
        newline = file.read(at - start).rfind(b"\n")
        if newline >= 0:
            return start + int(newline) + 1
        at = start
    return 0


def _whole(tail: bytes) -> bool:
    try:
        return isinstance(orjson.loads(tail), dict)
    except orjson.JSONDecodeError:
        return False
