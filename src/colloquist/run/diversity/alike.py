"""Openings held against the earlier ones of a run, in a file, so that a million need no more memory than a few."""

import sqlite3
import zlib
from array import array
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from colloquist.run.diversity.opening import ALIKE, LEADING, beginning, jaccard, pairs

NAME = ".openings.sqlite"
KEYS = 6
"""Word pairs under which an opening can be found again."""
MOST_PER_KEY = 16
"""Openings that are found under one pair: those that everybody says lead to no more than that."""
LOOKED_AT = 8
"""Earlier openings that are compared with a new one, those with most pairs in common first."""
_FOUND = """
    SELECT number, said, own, alike FROM (
        SELECT opening, count(*) AS shared FROM keys WHERE pair IN ({marks})
        GROUP BY opening ORDER BY shared DESC, opening LIMIT {most}
    ) JOIN openings ON number = opening
"""
_FULL = "SELECT pair FROM keys WHERE pair IN ({marks}) GROUP BY pair HAVING count(*) >= {most}"
_MARKS = [",".join("?" * number) for number in range(LEADING)]
_FIND = [_FOUND.format(marks=marks, most=LOOKED_AT) for marks in _MARKS]
_CROWDED = [_FULL.format(marks=marks, most=MOST_PER_KEY) for marks in _MARKS]


class Noticed(NamedTuple):
    """How many openings there were, how many resembled an earlier one, and which most: its words, how often."""

    number: int = 0
    alike: int = 0
    commonest: str = ""
    times: int = 0

    def told(self) -> str:
        """Return it in words."""
        often = f', most often "{self.commonest}"' if self.times > 1 else ""
        return f"{self.alike:,} of {self.number:,} resemble an earlier one{often}"


class Openings:
    """The openings of a run so far, of those that are alike the first; what is added is counted.

    It is exact for those it compares, and compares the likeliest only: what it counts is a lower bound.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open an empty set in a file of `folder` that is gone again after `close`, or in memory.

        Raises sqlite3.Error when it cannot be written.
        """
        self._path = folder / NAME if folder else None
        if self._path:
            self._path.unlink(missing_ok=True)
        self._connection = sqlite3.connect(self._path or ":memory:", check_same_thread=False, isolation_level=None)
        # What it holds is read from the records each time, so nothing here needs to outlive a kill.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -2048"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE openings (number INTEGER PRIMARY KEY, said TEXT, own BLOB, alike INTEGER)"
        )
        self._connection.execute(
            "CREATE TABLE keys (pair INTEGER, opening INTEGER, PRIMARY KEY (pair, opening)) WITHOUT ROWID"
        )
        self._connection.execute("BEGIN")
        self.noticed = Noticed()

    def add(self, opening: str) -> bool:
        """Count an opening; return whether it resembles an earlier one. An empty one is none."""
        own = array("I", sorted({zlib.crc32(pair.encode()) for pair in pairs(opening)}))
        if not own:
            return False
        rows = self._connection.execute(_FIND[len(own)], own.tolist()).fetchall()
        here = frozenset(own)
        close = [(jaccard(here, frozenset(array("I", its))), -n, said, alike + 1) for n, said, its, alike in rows]
        likeness, earlier, said, times = max(close, default=(0.0, 0, "", 0))
        is_alike = likeness >= ALIKE
        if is_alike:
            self._connection.execute("UPDATE openings SET alike = ? WHERE number = ?", (times, -earlier))
        else:
            self._keep(opening, own)
        self._count(is_alike, said, times)
        return is_alike

    def clear(self) -> None:
        """Forget all."""
        self._connection.execute("DELETE FROM openings")
        self._connection.execute("DELETE FROM keys")
        self.noticed = Noticed()

    def close(self) -> None:
        """Let go of the file and remove it."""
        self._connection.close()
        if self._path:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _count(self, is_alike: bool, said: str, times: int) -> None:
        number, alike, commonest, most = self.noticed
        if is_alike and times > most:
            commonest, most = said, times
        self.noticed = Noticed(number + 1, alike + is_alike, commonest, most)

    def _keep(self, opening: str, own: "array[int]") -> None:
        row = (beginning(opening), own.tobytes())
        number = self._connection.execute(
            "INSERT INTO openings (said, own, alike) VALUES (?, ?, 0)", row
        ).lastrowid
        crowded = {pair for (pair,) in self._connection.execute(_CROWDED[len(own)], own.tolist())}
        free = [pair for pair in own if pair not in crowded][:KEYS]
        self._connection.executemany("INSERT INTO keys VALUES (?, ?)", [(pair, number) for pair in free])
