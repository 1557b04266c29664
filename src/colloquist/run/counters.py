"""Numbers that processes share: a small file that each of them maps, gone when the run is."""

import mmap
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

NAME = ".counters"
_BYTES = 8


def mapped(path: Path) -> MutableSequence[float]:
    """Return the numbers in a file as a sequence that whoever maps the file writes and reads."""
    with path.open("r+b") as file:
        numbers: Any = memoryview(mmap.mmap(file.fileno(), 0)).cast("d")
    return cast(MutableSequence[float], numbers)


@contextmanager
def counters(folder: Path, number: int, name: str = NAME) -> Iterator[Path]:
    """Keep a file of so many zeros in `folder`."""
    path = folder / name
    path.unlink(missing_ok=True)  # a worker of a run that was killed may still count in that file
    path.write_bytes(bytes(number * _BYTES))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
