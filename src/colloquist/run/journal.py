"""The journal of a run: replies in SQLite, committed in groups, replayed through the graph on resume.

A graph is deterministic given its replies, so a run that was killed at any instant goes on by asking
the journal first: what had arrived is not paid for again. Each reply waits for its own commit before
the conversation moves on, so at most the one call in flight per conversation is repeated; while one
commit is written the next group gathers, which keeps the price of a commit nearly constant per group.
"""

import asyncio
import sqlite3
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from colloquist.run.folder import RunFolderError

_Entry = tuple[bytes, bytes, asyncio.Future[None]]


class SqliteJournal:
    """A journal in one SQLite file. Replies are kept from one event loop and written by one thread."""

    def __init__(self, path: str | Path) -> None:
        """Open or create the file.

        Raises RunFolderError when it is not a journal or cannot be written.
        """
        self._reader = _opened(path)
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, args=(Path(path),), daemon=True)
        self._thread.start()

    def recall(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None."""
        found = self._reader.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    async def keep(self, key: bytes, reply: bytes) -> None:
        """Keep a reply; when this returns, it is committed.

        Raises RunFolderError when it cannot be written, for example because the disk is full.
        """
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put((key, reply, committed))
        await committed

    def close(self) -> None:
        """Write what is waiting and close the file."""
        self._queue.put(None)
        self._thread.join()
        self._reader.close()

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _write(self, path: Path) -> None:
        connection = _opened(path)
        going_on = True
        while going_on:
            group = [self._queue.get()]
            while not self._queue.empty():
                group.append(self._queue.get())
            going_on = group[-1] is not None
            self._commit(connection, path, [entry for entry in group if entry])
        connection.close()

    def _commit(self, connection: sqlite3.Connection, path: Path, group: list[_Entry]) -> None:
        fault: RunFolderError | None = None
        try:
            with connection:
                rows = [(key, reply) for key, reply, _ in group]
                connection.executemany("INSERT OR REPLACE INTO replies VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            fault = RunFolderError(
                f"{path}: a reply could not be kept ({error}); the run stops before it loses more"
            )
        for _, _, committed in group:
            _settle(committed, fault)


def _settle(committed: "asyncio.Future[None]", fault: RunFolderError | None) -> None:
    loop = committed.get_loop()
    if loop.is_closed():
        return
    loop.call_soon_threadsafe(_resolve, committed, fault)


def _resolve(committed: "asyncio.Future[None]", fault: RunFolderError | None) -> None:
    if committed.done():
        return
    if fault:
        committed.set_exception(fault)
    else:
        committed.set_result(None)


def _opened(path: str | Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS replies (key BLOB PRIMARY KEY, reply BLOB) WITHOUT ROWID")
    except sqlite3.Error as error:
        raise RunFolderError(f"{path}: no journal can be kept there ({error})") from None
    return connection
