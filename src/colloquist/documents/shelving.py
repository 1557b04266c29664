"""Putting a stream of snippets into SQLite: in order, each text once, with an index of its words."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from colloquist.documents.problem import CorpusError, Unreadable
from colloquist.documents.query import indexed
from colloquist.documents.rarity import TOKENIZER, count_terms
from colloquist.state.snippet import Snippet

APPLICATION = 0x436C7174
"""Marks the file as a corpus among all other SQLite files."""
SCHEMA_VERSION = 1

_SCHEMA = f"""
    PRAGMA application_id = {APPLICATION};
    PRAGMA user_version = {SCHEMA_VERSION};
    CREATE TABLE snippets (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        document INTEGER NOT NULL,
        position INTEGER NOT NULL,
        body TEXT NOT NULL
    );
    CREATE INDEX by_position ON snippets (document, position);
    CREATE TABLE duplicates (id TEXT NOT NULL, source TEXT NOT NULL, place TEXT NOT NULL);
    CREATE TABLE unreadable (body TEXT NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(
        heading, text, content = '', tokenize = '{TOKENIZER}'
    );
    CREATE TABLE frequencies (stem TEXT PRIMARY KEY, snippets INTEGER NOT NULL) WITHOUT ROWID;
"""


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """Open the SQLite file at `path`. Raises CorpusError."""
    try:
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise CorpusError(f"{path}: the corpus cannot be opened: {error}") from None


def marks(path: Path) -> tuple[int, int]:
    """Return what a file says it is: application and version, or zeros when it is no database."""
    connection = connected(path, "ro")
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        return application, connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError:
        return 0, 0
    finally:
        connection.close()


def filled(
    connection: sqlite3.Connection, items: Iterable[Snippet | Unreadable], limit: int | None
) -> sqlite3.Connection:
    """Fill an empty database with at most `limit` snippets; no item is asked for beyond them."""
    try:
        _shelve(connection, items, limit)
    except BaseException:
        connection.close()
        raise
    return connection


def _shelve(connection: sqlite3.Connection, items: Iterable[Snippet | Unreadable], limit: int | None) -> None:
    _lay_out(connection)
    shelf = _Shelf(connection)
    for item in items if limit != 0 else ():
        if isinstance(item, Unreadable):
            connection.execute("INSERT INTO unreadable VALUES (?)", (item.model_dump_json(),))
        elif shelf.put(item) == limit:
            break
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    count_terms(connection)
    connection.commit()


def _lay_out(connection: sqlite3.Connection) -> None:
    # The file takes its name only when it is whole, so a journal would guard nothing.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    try:
        connection.executescript(_SCHEMA)
    except sqlite3.OperationalError as error:
        if "fts5" not in str(error):
            raise
        raise CorpusError("this Python's SQLite has no full-text search (FTS5): install one that has") from None


class _Shelf:
    """Where the next snippet goes: its number, and its place within the document it comes from."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._stored = 0
        self._document = 0
        self._last: tuple[str, int] | None = None

    def put(self, snippet: Snippet) -> int:
        """Store a snippet unless its text is there already; return how many are stored."""
        here = (snippet.source, snippet.place.index)
        # Two rows of a table may name the same source: the count that starts again tells them apart.
        if self._last is None or here[0] != self._last[0] or here[1] <= self._last[1]:
            self._document += 1
        self._last = here
        row = (self._stored + 1, snippet.id, self._document, snippet.place.index, snippet.model_dump_json())
        added = self._connection.execute("INSERT OR IGNORE INTO snippets VALUES (?, ?, ?, ?, ?)", row).rowcount
        if added:
            self._stored += 1
            words = (self._stored, indexed(snippet.heading), indexed(snippet.text))
            self._connection.execute("INSERT INTO words (rowid, heading, text) VALUES (?, ?, ?)", words)
        else:
            place = snippet.place.model_dump_json()
            self._connection.execute("INSERT INTO duplicates VALUES (?, ?, ?)", (snippet.id, here[0], place))
        return self._stored
