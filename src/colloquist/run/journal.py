"""The journal of a run: replies in SQLite, committed in groups, replayed through the graph on resume.

A graph is deterministic given its replies, so a run that was killed at any instant goes on by asking
the journal first: what had arrived is not paid for again. Each reply waits for its own commit before
the conversation moves on, so at most the one call in flight per conversation is repeated; while one
commit is written the next group gathers, which keeps the price of a commit nearly constant per group.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, Self

from colloquist.run.busy import Busy
from colloquist.run.kept import ConversationJournal
from colloquist.run.problem import RunFolderError, RunStopped
from colloquist.state.journal import Paid

FORM = 2
JOURNAL = "journal.sqlite"
PATIENCE = 60.0
"""Seconds to wait while another process of the run commits."""
GATHER = 0.02
"""Seconds between two commits of a process that has no moment to spare: one costs nearly the same for ten replies.

One that has commits sooner, and at once where it only waits: then a commit costs nobody anything.
"""
LARGEST = 200
"""Replies in one commit: SQLite takes 999 values in a statement wherever it was built."""
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS replies (
        key BLOB PRIMARY KEY, conversation TEXT NOT NULL, number INTEGER NOT NULL, reply BLOB NOT NULL
    ) WITHOUT ROWID
"""
_LEDGER = """
    CREATE TABLE IF NOT EXISTS paid (
        model TEXT NOT NULL, calls INTEGER NOT NULL, unmetered INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
        batch INTEGER NOT NULL, PRIMARY KEY (model, batch)
    ) WITHOUT ROWID
"""
_PAY = """
    INSERT INTO paid VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model, batch) DO UPDATE SET
        calls = calls + excluded.calls, unmetered = unmetered + excluded.unmetered,
        input_tokens = input_tokens + excluded.input_tokens,
        cached_tokens = cached_tokens + excluded.cached_tokens,
        output_tokens = output_tokens + excluded.output_tokens
"""


class _Entry(NamedTuple):
    row: tuple[bytes, str, int, bytes]
    paid: Paid
    committed: "asyncio.Future[None]"


class SqliteJournal:
    """A journal in one SQLite file. Replies are kept from one event loop and written by one thread."""

    def __init__(self, path: str | Path, turn: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        """Open or create the file; each commit waits for its `turn`, where other processes write too.

        Raises RunFolderError when it is not a journal or cannot be written.
        """
        self.path = Path(path)
        self._reader = _opened(self.path)
        self._reader.execute("PRAGMA cache_size = -256")  # hardly anything is read twice
        self._writer = _opened(self.path)
        self._writer.execute("PRAGMA cache_size = -512")  # replies lie all over the file
        self.opened_empty = self._is_empty()
        self._turn = turn
        self._queue: SimpleQueue[_Entry | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def of(self, conversation: str, new: bool = False) -> ConversationJournal:
        """Return what one conversation keeps, told apart from all others that may say the same.

        Of a `new` one nothing is here yet, so nothing is looked for.
        """
        return ConversationJournal(self, conversation, new)

    def read(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None. Raises RunStopped when the file is damaged."""
        try:
            found = self._reader.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise RunStopped(_damaged(self.path, error)) from None
        return found[0] if found else None

    def _is_empty(self) -> bool:
        try:
            return self._reader.execute("SELECT 1 FROM replies LIMIT 1").fetchone() is None
        except sqlite3.Error as error:
            raise RunFolderError(_damaged(self.path, error)) from None

    def paid(self) -> list[Paid]:
        """Return what all replies that ever came here were paid for, by model; the forgotten ones too.

        Raises RunFolderError when the file is damaged.
        """
        try:
            return _ledger(self._reader)
        except sqlite3.Error as error:
            raise RunFolderError(_damaged(self.path, error)) from None

    async def write(self, key: bytes, conversation: str, number: int, reply: bytes, paid: Paid) -> None:
        """Keep a reply and what was paid for it; when this returns, both are committed.

        Raises RunStopped when it cannot be written, for example because the disk is full.
        """
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.put(_Entry((key, conversation, number, reply), paid, committed))
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
        going_on, free_at, busy = True, 0.0, Busy()
        while going_on:
            group = [self._queue.get()]
            if (early := free_at - time.monotonic()) > 0 and group[0]:
                time.sleep(early)
            free_at = time.monotonic() + GATHER * busy.share() ** 2
            while not self._queue.empty() and len(group) < LARGEST:
                group.append(self._queue.get())
            going_on = None not in group
            if replies := [entry for entry in group if entry]:
                self._commit(replies)

    def _commit(self, group: list[_Entry]) -> None:
        fault: str | None = None
        try:
            with self._turn(), self._writer:
                rows = ", ".join(["(?, ?, ?, ?)"] * len(group))  # one statement: each has to wait for the loop
                self._writer.execute(
                    f"INSERT OR REPLACE INTO replies VALUES {rows}", [*chain(*(entry.row for entry in group))]
                )
                self._writer.executemany(_PAY, _summed([entry.paid for entry in group]))
        except Exception as error:  # whatever it is, nobody may wait for this commit for ever
            fault = (
                f"{self.path}: a reply cannot be kept ({error}); mend that, and the same command goes on from here"
            )
        for loop in {entry.committed.get_loop() for entry in group}:
            if not loop.is_closed():
                loop.call_soon_threadsafe(
                    _settle, [e.committed for e in group if e.committed.get_loop() is loop], fault
                )


_COUNTS = ("calls", "unmetered", "input_tokens", "cached_tokens", "output_tokens")


def _summed(paid: list[Paid]) -> list[Paid]:
    """Add up what was paid, by model."""
    sums: dict[tuple[str, bool], Paid] = {}
    for one in paid:
        before = sums.get((one.model, one.batch))
        added = {} if before is None else {name: getattr(before, name) + getattr(one, name) for name in _COUNTS}
        sums[one.model, one.batch] = one._replace(**added)
    return list(sums.values())


def _settle(committed: "list[asyncio.Future[None]]", fault: str | None) -> None:
    for one in committed:
        if one.done():
            continue
        if fault:
            one.set_exception(RunStopped(fault))
        else:
            one.set_result(None)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        form = connection.execute("PRAGMA user_version").fetchone()[0]
        if not made:
            connection.execute(f"PRAGMA user_version = {FORM}")
            connection.execute(_SCHEMA)
            connection.execute(_LEDGER)
    except sqlite3.Error as error:
        raise RunFolderError(_damaged(path, error)) from None
    if made and form != FORM:
        raise RunFolderError(_damaged(path, f"form {form}, this colloquist writes {FORM}"))
    return connection


def paid_so_far(path: Path) -> list[Paid] | None:
    """Return what the journal at `path` says was paid, while it is written too; None when it cannot be read.

    A journal that nobody writes is read without files beside it, which SQLite would leave there.
    """
    written = path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro" if written else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
            return _ledger(connection)
    except sqlite3.Error:
        return None


def _ledger(connection: sqlite3.Connection) -> list[Paid]:
    return [Paid(*row) for row in connection.execute("SELECT * FROM paid ORDER BY model, batch")]


def _damaged(path: Path, why: object) -> str:
    return (
        f"{path}: the journal cannot be used ({why}). Mend that, or move the file away: finished conversations "
        "stay, and only replies of unfinished ones are asked for again; what was spent before is then not counted"
    )
