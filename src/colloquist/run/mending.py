"""Mending: what is derived from the records agrees with them again, whatever a stop left out.

A file is compared with the records one by one, while they are read anyway. A kill leaves out rows of the
last record at most, and those are added; a file that differs otherwise is derived anew.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

from colloquist.run.derived import Derived, Row
from colloquist.run.lines import append, line, rewrite, rows
from colloquist.run.problem import RunFolderError
from colloquist.state.record import Record


class Mender:
    """One file and what it derives: it is shown the row of every record in order, then mends."""

    def __init__(self, path: Path, derived: Derived) -> None:
        """Begin to compare the file with the records."""
        self._path, self._derived = path, derived
        self._there = self._keys()
        self._last: tuple[Row, int] | None = None
        self._differs = False

    def see(self, row: Row) -> None:
        """Compare what the next record wants with what the file has of it."""
        wanted = self._derived.wanted(row)
        if not wanted or self._differs:
            return
        has = list(islice(self._there, len(wanted)))
        if has != wanted:
            self._differs = self._last is not None or has != wanted[: len(has)]
            self._last = (row, len(has))

    def mend(self, records: Callable[[], Iterable[Row]], read: Callable[[Row], Record]) -> None:
        """Make the file agree with the records; `records` gives their rows once more. Raises RunStopped."""
        with closing(self._there):
            differs = self._differs or next(self._there, None) is not None
        if differs:
            anew = (row for of in records() if self._derived.wanted(of) for row in self._derived.rows(read(of)))
            rewrite(self._path, chain(self._others(), anew))
        elif self._last:
            of, has = self._last
            append(self._path, b"".join(map(line, islice(self._derived.rows(read(of)), has, None))))

    def _keys(self) -> Generator[str, None, None]:
        """Yield the keys of the file's derived rows, and one that no record wants where it is damaged."""
        try:
            for _, row in rows(self._path):
                key = self._derived.key(row)
                if key is not None:
                    yield key
        except (RunFolderError, KeyError, TypeError):
            yield ""

    def _others(self) -> Iterator[Row]:
        if self._derived.shared:
            yield from (row for _, row in rows(self._path) if self._derived.key(row) is None)
