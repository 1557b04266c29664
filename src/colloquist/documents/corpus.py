"""The corpus: every snippet of a run in one SQLite file, in the order of the input, each text once.

It is the library that conversations reach into: what stands next to a snippet, what else speaks of the
same things.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, Self

from colloquist.documents.problem import CorpusError, Unreadable
from colloquist.documents.query import terms_of
from colloquist.documents.rarity import rarest
from colloquist.documents.shelving import APPLICATION, SCHEMA_VERSION, connected, filled, marks
from colloquist.state.snippet import Place, Snippet

_MEMORY = ":memory:"


class Duplicate(NamedTuple):
    """A text that came again: the id it shares, and where the later one stood."""

    id: str
    source: str
    place: Place


class Corpus:
    """Snippets in input order with an index of their words. It implements `Library`.

    Any thread may ask; a corpus does not change once it is built.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Wrap an open corpus; `build` and `open` make one."""
        self._connection = connection
        self._times: dict[str, int] = {}
        # A snippet comes within reach again and again, and whoever is in flight asks for its own neighbours.
        self._numbered, self._next_to = lru_cache(128)(self._read), lru_cache(512)(self._near)
        self._length: int = connection.execute("SELECT count(*) FROM snippets").fetchone()[0]

    @classmethod
    def build(cls, path: str | Path, items: Iterable[Snippet | Unreadable], limit: int | None = None) -> Self:
        """Make a corpus of at most `limit` snippets at `path`, or in memory for ":memory:".

        A corpus that is there already stands until the new one is whole. Raises CorpusError when `path`
        is another kind of file or cannot be written, or when SQLite has no full-text search here.
        """
        if str(path) == _MEMORY:
            return cls(filled(sqlite3.connect(_MEMORY, check_same_thread=False), items, limit))
        whole, part = Path(path), Path(f"{path}.part")
        if whole.exists() and marks(whole)[0] != APPLICATION:
            raise CorpusError(f"{path}: not a corpus, so it is not written over")
        part.unlink(missing_ok=True)
        try:
            filled(connected(part, "rwc"), items, limit).close()
            part.replace(whole)
        except sqlite3.Error as error:
            raise CorpusError(f"{path}: the corpus cannot be written: {error}") from None
        finally:
            part.unlink(missing_ok=True)
        return cls(connected(whole, "ro"))

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open a corpus that was built before. Raises CorpusError when there is none at `path`."""
        if not Path(path).is_file():
            raise CorpusError(f"{path}: there is no corpus here")
        application, version = marks(Path(path))
        if application != APPLICATION:
            raise CorpusError(f"{path}: not a corpus")
        if version != SCHEMA_VERSION:
            raise CorpusError(f"{path}: a corpus of form {version}, not {SCHEMA_VERSION}: build it again")
        return cls(connected(Path(path), "ro"))

    def __len__(self) -> int:
        """Return the number of snippets."""
        return self._length

    def __iter__(self) -> Iterator[Snippet]:
        """Yield the snippets in the order of the input."""
        bodies = self._connection.execute("SELECT body FROM snippets ORDER BY number")
        return (Snippet.model_validate_json(body) for (body,) in bodies)

    def each(self, ids: Iterable[str]) -> Iterator[Snippet]:
        """Yield the snippets with those ids, as far as they are here."""
        return (snippet for id_ in ids if (snippet := self.get(id_)))

    def get(self, id: str) -> Snippet | None:
        """Return the snippet with that id, or None."""
        numbers = self._numbers("SELECT number FROM snippets WHERE id = ?", id)
        return self._numbered(numbers[0]) if numbers else None

    def position(self, id: str) -> int | None:
        """Return how many snippets come before the one with that id, or None where there is no such one."""
        row = self._connection.execute("SELECT number - 1 FROM snippets WHERE id = ?", (id,)).fetchone()
        return row and int(row[0])

    @property
    def unreadable(self) -> list[Unreadable]:
        """What could not be read, in the order of the input."""
        return list(self.each_unreadable())

    @property
    def duplicates(self) -> list[Duplicate]:
        """Texts that came again, in the order of the input."""
        return list(self.each_duplicate())

    def each_unreadable(self) -> Iterator[Unreadable]:
        """Yield what `unreadable` holds, one at a time."""
        rows = self._connection.execute("SELECT body FROM unreadable ORDER BY rowid")
        return (Unreadable.model_validate_json(body) for (body,) in rows)

    def each_duplicate(self) -> Iterator[Duplicate]:
        """Yield what `duplicates` holds, one at a time."""
        rows = self._connection.execute("SELECT id, source, place FROM duplicates ORDER BY rowid")
        return (Duplicate(id_, source, Place.model_validate_json(place)) for id_, source, place in rows)

    def count(self, kind: Literal["unreadable", "duplicates"]) -> int:
        """Return how many there are, without reading them."""
        return int(self._connection.execute(f"SELECT count(*) FROM {kind}").fetchone()[0])

    def neighbours(self, snippet: Snippet) -> list[Snippet]:
        """Return the snippets up to two places away in the same document, nearest and later ones first."""
        return list(map(self._numbered, self._next_to(snippet.id)))

    def related(self, query: str, limit: int) -> list[Snippet]:
        """Return at most `limit` snippets that speak of `query`, best first, equally good ones in input order."""
        expression = rarest(self._connection, terms_of(query), self._times)
        if not expression or limit < 1:
            return []
        found = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY round(rank, 6), rowid LIMIT ?"
        return list(map(self._numbered, self._numbers(found, expression, limit)))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return the corpus; it is closed on leaving."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the file."""
        self.close()

    def _near(self, id: str) -> list[int]:
        query = """
            SELECT near.number FROM snippets AS here JOIN snippets AS near USING (document)
            WHERE here.id = ? AND abs(near.position - here.position) BETWEEN 1 AND 2
            ORDER BY abs(near.position - here.position), near.position DESC
        """
        return self._numbers(query, id)

    def _numbers(self, query: str, *values: object) -> list[int]:
        return [number for (number,) in self._connection.execute(query, values)]

    def _read(self, number: int) -> Snippet:
        row = self._connection.execute("SELECT body FROM snippets WHERE number = ?", (number,)).fetchone()
        return Snippet.model_validate_json(row[0])
