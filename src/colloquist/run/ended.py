"""Which snippets have ended: a set on the disk, so that a million of them need no more memory than a few."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

NAME = ".ended.sqlite"


class EndedIds:
    """The ids of ended snippets, gathered anew each time a run begins or goes on. Any thread may ask."""

    def __init__(self, folder: Path) -> None:
        """Open an empty set in a file of `folder` that is gone again after `close`.

        Raises sqlite3.Error when it cannot be written.
        """
        self._path = folder / NAME
        self._path.unlink(missing_ok=True)
        # What it holds is read from the records each time, so nothing here needs to outlive a kill.
        self._connection = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("CREATE TABLE ended (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._connection.execute("BEGIN")

    def add(self, id: str) -> bool:
        """Add an id; return False when it was there before."""
        return self._connection.execute("INSERT OR IGNORE INTO ended VALUES (?)", (id,)).rowcount == 1

    def clear(self) -> None:
        """Forget all."""
        self._connection.execute("DELETE FROM ended")

    def beside(self, corpus: Path) -> None:
        """Lay the set beside the corpus whose snippets it is about. Raises sqlite3.Error when there is none."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")
        self._connection.execute("ATTACH ? AS corpus", (f"{corpus}",))
        for name in ("main", "corpus"):  # from here on both are read once, from end to end
            self._connection.execute(f"PRAGMA {name}.cache_size = -256")

    def gone(self) -> int:
        """Return how many have ended and are no longer in the corpus."""
        query = "SELECT count(*) FROM ended WHERE id NOT IN (SELECT id FROM corpus.snippets)"
        return int(self._connection.execute(query).fetchone()[0])

    def to_do(self) -> Iterator[str]:
        """Yield the ids of the snippets that have not ended, in the order of the input."""
        query = "SELECT id FROM corpus.snippets WHERE id NOT IN (SELECT id FROM ended) ORDER BY number"
        return (id_ for (id_,) in self._connection.execute(query))

    def close(self) -> None:
        """Let go of the file and remove it."""
        self._connection.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
