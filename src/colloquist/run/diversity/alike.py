"""Openings held against the earlier ones of a run, in a file, so that a million need no more memory than a few."""

import sqlite3
import zlib
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
    SELECT number, said, alike FROM (
        SELECT opening, count(*) AS shared FROM keys WHERE pair IN ({marks})
        GROUP BY opening ORDER BY shared DESC, opening LIMIT {most}
    ) JOIN openings ON number = opening
"""
_QUERIES = [_FOUND.format(marks=",".join("?" * number), most=LOOKED_AT) for number in range(LEADING)]


class Commonest(NamedTuple):
    """The opening that most others resemble, as it begins, and how many those are."""

    said: str
    times: int


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
        self._connection.execute("CREATE TABLE openings (number INTEGER PRIMARY KEY, said TEXT, alike INTEGER)")
        self._connection.execute(
            "CREATE TABLE keys (pair INTEGER, opening INTEGER, PRIMARY KEY (pair, opening)) WITHOUT ROWID"
        )
        self._connection.execute("BEGIN")
        self.number = self.alike = 0
        self.commonest: Commonest | None = None

    def add(self, opening: str) -> bool:
        """Count an opening; return whether it resembles an earlier one. An empty one is none."""
        own = pairs(opening)
        if not own:
            return False
        self.number += 1
        keys = sorted({zlib.crc32(pair.encode()) for pair in own})
        rows = self._connection.execute(_QUERIES[len(keys)], keys).fetchall()
        close = [(jaccard(own, pairs(said)), -number, said, alike) for number, said, alike in rows]
        likeness, earlier, said, alike = max(close, default=(0.0, 0, "", 0))
        if likeness < ALIKE:
            self._keep(opening, keys)
            return False
        self.alike += 1
        self._connection.execute("UPDATE openings SET alike = alike + 1 WHERE number = ?", (-earlier,))
        if alike + 1 > (self.commonest.times if self.commonest else 0):
            self.commonest = Commonest(beginning(said), alike + 1)
        return True

    def clear(self) -> None:
        """Forget all."""
        self._connection.execute("DELETE FROM openings")
        self._connection.execute("DELETE FROM keys")
        self.number, self.alike, self.commonest = 0, 0, None

    def close(self) -> None:
        """Let go of the file and remove it."""
        self._connection.close()
        if self._path:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _keep(self, opening: str, keys: list[int]) -> None:
        said = " ".join(opening.split()[: 2 * LEADING])
        number = self._connection.execute("INSERT INTO openings (said, alike) VALUES (?, 0)", (said,)).lastrowid
        room = "SELECT count(*) < ? FROM (SELECT 1 FROM keys WHERE pair = ? LIMIT ?)"
        free = [k for k in keys if self._connection.execute(room, (MOST_PER_KEY, k, MOST_PER_KEY)).fetchone()[0]]
        self._connection.executemany("INSERT INTO keys VALUES (?, ?)", [(key, number) for key in free[:KEYS]])
