"""The journal of a run: replies in SQLite, committed in groups, replayed through the graph on resume.

A graph is deterministic given its replies, so a run that was killed at any instant goes on by asking
the journal first: what had arrived is not paid for again. Each reply waits for its own commit before
the conversation moves on, so at most the one call in flight per conversation is repeated; while one
commit is written the next group gathers, which keeps the price of a commit nearly constant per group.
"""

import asyncio
import hashlib
import sqlite3
import threading
from collections import Counter, defaultdict, deque
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, Self

from colloquist.run.problem import RunFolderError, RunStopped

FORM = 1
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS replies (
        key BLOB PRIMARY KEY, conversation TEXT NOT NULL, number INTEGER NOT NULL, reply BLOB NOT NULL
    ) WITHOUT ROWID
"""


class _Entry(NamedTuple):
    row: tuple[bytes, str, int, bytes]
    committed: "asyncio.Future[None]"


class SqliteJournal:
    """A journal in one SQLite file. Replies are kept from one event loop and written by one thread."""

    def __init__(self, path: str | Path) -> None:
        """Open or create the file.

        Raises RunFolderError when it is not a journal or cannot be written.
        """
        self.path = Path(path)
        self._reader = _opened(self.path)
        self._writer = _opened(self.path)
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def of(self, conversation: str) -> "ConversationJournal":
        """Return what one conversation keeps, told apart from all others that may say the same."""
        return ConversationJournal(self, conversation)

    def read(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None. Raises RunStopped when the file is damaged."""
        try:
            found = self._reader.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise RunStopped(_damaged(self.path, error)) from None
        return found[0] if found else None

    async def write(self, key: bytes, conversation: str, number: int, reply: bytes) -> None:
        """Keep a reply; when this returns, it is committed.

        Raises RunStopped when it cannot be written, for example because the disk is full.
        """
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put(_Entry((key, conversation, number, reply), committed))
        await committed

    def forget(self, conversation: str, first: int) -> None:
        """Forget a conversation's replies from number `first` on. Raises RunStopped as `write` does."""
        try:
            with self._reader:
                self._reader.execute(
                    "CREATE INDEX IF NOT EXISTS by_conversation ON replies (conversation, number)"
                )
                self._reader.execute(
                    "DELETE FROM replies WHERE conversation = ? AND number >= ?", (conversation, first)
                )
        except sqlite3.Error as error:
            raise RunStopped(_damaged(self.path, error)) from None

    def close(self) -> None:
        """Write what is waiting and close the file."""
        self._queue.put(None)
        self._thread.join()
        self._writer.close()
        self._reader.close()

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _write(self) -> None:
        going_on = True
        while going_on:
            group = [self._queue.get()]
            while not self._queue.empty():
                group.append(self._queue.get())
            going_on = None not in group
            self._commit([entry for entry in group if entry])

    def _commit(self, group: list[_Entry]) -> None:
        fault: str | None = None
        try:
            with self._writer:
                self._writer.executemany(
                    "INSERT OR REPLACE INTO replies VALUES (?, ?, ?, ?)", (entry.row for entry in group)
                )
        except Exception as error:  # whatever it is, nobody may wait for this commit for ever
            fault = (
                f"{self.path}: a reply cannot be kept ({error}); mend that, and the same command goes on from here"
            )
        for entry in group:
            _settle(entry.committed, fault)


class ConversationJournal:
    """The replies of one conversation. The same words asked twice in it are two requests with a reply each."""

    def __init__(self, journal: SqliteJournal, conversation: str) -> None:
        """Bind the journal to a conversation that is being made from its beginning."""
        self._journal, self._conversation = journal, conversation
        self._asked: Counter[bytes] = Counter()
        self._open: dict[bytes, deque[tuple[bytes, int]]] = defaultdict(deque)

    def recall(self, key: bytes) -> bytes | None:
        """Return the reply that was kept to this request, or None."""
        again, number = self._asked[key], self._asked.total()
        self._asked[key] += 1
        own = hashlib.sha256(f"{self._conversation}/{again}/".encode() + key).digest()
        reply = self._journal.read(own)
        if reply is None:
            self._open[key].append((own, number))
        return reply

    async def keep(self, key: bytes, reply: bytes) -> None:
        """Keep the reply to the request that was last recalled in vain."""
        own, number = self._open[key].popleft()
        await self._journal.write(own, self._conversation, number, reply)


def _settle(committed: "asyncio.Future[None]", fault: str | None) -> None:
    loop = committed.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(_resolve, committed, fault)


def _resolve(committed: "asyncio.Future[None]", fault: str | None) -> None:
    if committed.done():
        return
    if fault:
        committed.set_exception(RunStopped(fault))
    else:
        committed.set_result(None)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        form = connection.execute("PRAGMA user_version").fetchone()[0]
        if not made:
            connection.execute(f"PRAGMA user_version = {FORM}")
            connection.execute(_SCHEMA)
    except sqlite3.Error as error:
        raise RunFolderError(_damaged(path, error)) from None
    if made and form != FORM:
        raise RunFolderError(_damaged(path, f"form {form}, this colloquist writes {FORM}"))
    return connection


def _damaged(path: Path, why: object) -> str:
    return (
        f"{path}: the journal cannot be used ({why}). Mend that, or move the file away: finished conversations "
        "stay, and only replies of unfinished ones are asked for again"
    )
