"""The corpus: every snippet of a run in one SQLite file, in the order of the input, each text once.

It is the library that conversations reach for: what stands next to a snippet, and what else speaks of
the same things.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from colloquist.documents.problem import CorpusError, Unreadable
from colloquist.documents.query import match_expression
from colloquist.documents.shelving import APPLICATION, SCHEMA_VERSION, shelve
from colloquist.state.snippet import Place, Snippet

_MEMORY = ":memory:"


class Duplicate(NamedTuple):
    """A text that came again: the id it shares, and where the later one stood."""

    id: str
    source: str
    place: Place


class Corpus:
    """Snippets in input order with their full-text index. It implements `Library`.

    Any thread may ask; the corpus does not change once it is built.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap an open corpus; `build` and `open` make one."""
        self._connection = connection
        self._length: int = connection.execute("SELECT count(*) FROM snippets").fetchone()[0]

    @classmethod
    def build(
        cls, path: str | Path, items: Iterable[Snippet | Unreadable], limit: int | None = None
    ) -> "Corpus":
        """Make a corpus of at most `limit` snippets; one that is at `path` already is replaced.

        The old file stands until the new one is whole. Raises CorpusError when `path` is another kind
        of file, or when SQLite has no full-text search here.
        """
        if str(path) == _MEMORY:
            connection = sqlite3.connect(_MEMORY, check_same_thread=False)
            shelve(connection, items, limit)
            return cls(connection)
        whole, part = Path(path), Path(f"{path}.part")
        if whole.exists():
            cls.open(whole).close()
        part.unlink(missing_ok=True)
        try:
            connection = _connected(part, "rwc")
            try:
                shelve(connection, items, limit)
            finally:
                connection.close()
            os.replace(part, whole)
        finally:
            part.unlink(missing_ok=True)
        return cls.open(whole)
