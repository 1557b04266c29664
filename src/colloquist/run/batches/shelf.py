"""The shelf of a run by batch: what was handed in and what has come back, in a file that outlives a kill.

A request is known by the name that the journal gives it and by its body. It stays here until the journal
has its reply; whoever asks for it until then is given what was paid for already.
"""

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Self

from colloquist.run.journal_file import JOURNAL
from colloquist.run.problem import RunFolderError, RunStopped

SHELF = "batches.sqlite"
FORM = 1
_SCHEMA = """
    CREATE TABLE run (id TEXT NOT NULL);
    CREATE TABLE batches (
        number INTEGER PRIMARY KEY, made REAL NOT NULL, id TEXT, ended INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE requests (
        name BLOB PRIMARY KEY, own BLOB NOT NULL, batch INTEGER NOT NULL, line INTEGER NOT NULL,
        body BLOB, reply BLOB
    );
    CREATE INDEX by_batch ON requests (batch, line);
"""
# Of all that is answered, the journal has what its conversation has taken in.
_TAKEN_IN = "reply IS NOT NULL AND own IN (SELECT key FROM journal.replies)"


class Request(NamedTuple):
    """What is asked: its name here, its name in the journal, and the body that is sent."""

    name: bytes
    own: bytes
    body: bytes

    @classmethod
    def of(cls, own: bytes, body: bytes) -> Self:
        """Return the request with that body whose reply the journal would keep as `own`."""
        return cls(sha256(own + body).digest()[:20], own, body)


class Kept(NamedTuple):
    """In which batch a request was handed in, and its reply if that has come."""

    batch: int
    reply: bytes | None


class Batch(NamedTuple):
    """When a batch was put together (Unix time), and what the provider calls it, if that is known."""

    made: float
    id: str | None


class Shelf:
    """The file, used by one process and from one thread."""

    def __init__(self, folder: Path) -> None:
        """Open or create it in a run folder whose journal is there, and throw out what the journal has.

        Raises RunFolderError when it cannot be used.
        """
        self.path, self._journal = folder / SHELF, folder / JOURNAL
        with self._minding(RunFolderError):
            self._file = _opened(self.path)
            self.run: str = self._file.execute("SELECT id FROM run").fetchone()[0]
            self._throw_out()

    def __enter__(self) -> Self:
        """Return the shelf."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def find(self, name: bytes) -> Kept | None:
        """Return what is known of a request, or None when it is to be handed in."""
        with self._minding():
            row = self._file.execute("SELECT batch, reply FROM requests WHERE name = ?", (name,)).fetchone()
        return Kept(*row) if row else None

    def put(self, requests: Iterable[Request]) -> int:
        """Keep a batch that is about to be handed in, in the place of earlier tries, and return its number."""
        with self._minding():
            self._throw_out()
            with self._file:
                number = self._numbered()
                self._file.executemany(
                    "INSERT OR REPLACE INTO requests VALUES (?, ?, ?, ?, ?, NULL)",
                    ((one.name, one.own, number, line, one.body) for line, one in enumerate(requests, start=1)),
                )
        return number

    def batch(self, number: int) -> Batch:
        """Return what is known of a batch."""
        with self._minding():
            return Batch(
                *self._file.execute("SELECT made, id FROM batches WHERE number = ?", (number,)).fetchone()
            )

    def know(self, number: int, id: str) -> None:
        """Keep what the provider calls a batch."""
        with self._minding(), self._file:
            self._file.execute("UPDATE batches SET id = ? WHERE number = ?", (id, number))

    def requests(self, number: int) -> list[tuple[bytes, bytes]]:
        """Return name and body of every request of a batch, in the order in which they were handed in."""
        query = "SELECT name, body FROM requests WHERE batch = ? AND reply IS NULL ORDER BY line"
        with self._minding():
            return self._file.execute(query, (number,)).fetchall()

    def take(self, number: int, replies: Mapping[bytes, bytes]) -> None:
        """Keep the replies of a batch that has ended. Its other requests are forgotten, to be asked again."""
        with self._minding(), self._file:
            self._file.executemany(
                "UPDATE requests SET reply = ?, body = NULL WHERE name = ? AND batch = ?",
                ((reply, name, number) for name, reply in replies.items()),
            )
            self._file.execute("DELETE FROM requests WHERE batch = ? AND reply IS NULL", (number,))
            self._file.execute("UPDATE batches SET ended = 1 WHERE number = ?", (number,))

    def parted(self, number: int, most: int) -> list[int]:
        """Put the requests of a batch that was refused into new ones of at most so many, and return those."""
        with self._minding(), self._file:
            names = self._file.execute(
                "SELECT name FROM requests WHERE batch = ? ORDER BY line", (number,)
            ).fetchall()
            self._file.execute("UPDATE batches SET ended = 1 WHERE number = ?", (number,))
            return [self._moved(names[start : start + most]) for start in range(0, len(names), most)]

    def under_way(self) -> list[str]:
        """Return what the provider calls the batches that have not ended."""
        with self._minding():
            return _ids(self._file)

    @property
    def empty(self) -> bool:
        """Whether nothing was handed in whose reply the journal does not have."""
        with self._minding():
            return self._file.execute("SELECT 1 FROM requests LIMIT 1").fetchone() is None

    def clear(self) -> None:
        """Forget all requests: nobody will ask for them any more."""
        with self._minding(), self._file:
            self._file.execute("DELETE FROM requests")
            self._file.execute("UPDATE batches SET ended = 1")

    def _throw_out(self) -> None:
        self._file.execute("ATTACH ? AS journal", (str(self._journal),))
        try:
            with self._file:
                self._file.execute(f"DELETE FROM requests WHERE {_TAKEN_IN}")
        finally:
            self._file.execute("DETACH journal")

    def _numbered(self) -> int:
        return self._file.execute("INSERT INTO batches (made) VALUES (?)", (time.time(),)).lastrowid or 0

    def _moved(self, names: Sequence[tuple[bytes]]) -> int:
        number = self._numbered()
        self._file.executemany(
            "UPDATE requests SET batch = ?, line = ? WHERE name = ?",
            ((number, line, name) for line, (name,) in enumerate(names, start=1)),
        )
        return number

    @contextmanager
    def _minding(self, kind: Callable[[str], Exception] = RunStopped) -> Iterator[None]:
        """Raise what goes wrong with the file as an error that says what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise kind(
                f"{self.path}: the batches of this run cannot be kept ({error}); mend that, and the same command "
                "goes on from here. Without this file what is under way at the provider is paid for again"
            ) from None


def under_way(folder: Path) -> list[str]:
    """Return what the provider calls the batches of a run that have not ended, while it goes on too."""
    try:
        with closing(sqlite3.connect(f"{(folder / SHELF).absolute().as_uri()}?mode=ro", uri=True)) as file:
            return _ids(file)
    except sqlite3.Error:
        return []


def _ids(file: sqlite3.Connection) -> list[str]:
    query = "SELECT id FROM batches WHERE ended = 0 AND id IS NOT NULL ORDER BY number"
    return [id_ for (id_,) in file.execute(query)]


def _opened(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path)
    if not file.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        file.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {FORM}; COMMIT;")
        with file:
            file.execute("INSERT INTO run VALUES (?)", (uuid.uuid4().hex,))
    form = file.execute("PRAGMA user_version").fetchone()[0]
    if form != FORM:
        raise sqlite3.DatabaseError(f"form {form}, this colloquist writes {FORM}")
    return file
