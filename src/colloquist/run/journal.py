"""The journal of a run: replies in SQLite, committed in groups, replayed through the graph on resume.

A graph is deterministic given its replies, so a run that was killed at any instant goes on by asking
the journal first: what had arrived is not paid for again. Each reply waits for its commit before the
conversation moves on, so at most the one call in flight per conversation is repeated.
"""

import asyncio
import sqlite3
import time
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple, Self

from colloquist.run.journal_file import PATIENCE, damaged, opened
from colloquist.run.kept import ConversationJournal
from colloquist.run.ledger import enter, ledger
from colloquist.run.problem import RunFolderError, RunStopped
from colloquist.state.journal import Paid

GATHER = 0.006
"""Seconds between two commits, in which replies gather: one commit costs nearly the same for five of them."""
AGAIN = 0.002
"""Seconds until a commit is tried again that found another process committing."""
FOLD = 4_000_000
"""Bytes of replies after which SQLite's log is folded into the file."""
LARGEST = 200
"""Replies in one commit: SQLite takes 999 values in a statement wherever it was built."""


class _Entry(NamedTuple):
    row: tuple[bytes, str, int, bytes]
    paid: Paid
    committed: "asyncio.Future[None]"


class SqliteJournal:
    """A journal in one SQLite file; replies are kept from one event loop at a time.

    The loop itself commits, between two steps of conversations, and while it runs never waits for another process:
    a thread would have to wait up to 5 ms for the loop at each of the ten points at which it lets SQLite work.
    What waits for the disk, folding SQLite's log into the file, is done in a thread.
    """

    def __init__(self, path: str | Path) -> None:
        """Open or create the file. Raises RunFolderError when it is not a journal or cannot be written."""
        self.path = Path(path)
        self._reader = opened(self.path, cache=256)  # hardly anything is read twice
        self._writer = opened(self.path, cache=512)
        self._writer.execute("PRAGMA busy_timeout = 0")
        self._writer.execute("PRAGMA wal_autocheckpoint = 0")
        self.opened_empty = self._is_empty()
        self._gathered: list[_Entry] = []
        self._due: asyncio.AbstractEventLoop | None = None
        self._last: set[str] = set()
        """Conversations in the last commit."""
        self._free_at = self._refused_at = 0.0
        self._unfolded, self._folding = 0, False

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
            raise RunStopped(damaged(self.path, error)) from None
        return found[0] if found else None

    def _is_empty(self) -> bool:
        try:
            return self._reader.execute("SELECT 1 FROM replies LIMIT 1").fetchone() is None
        except sqlite3.Error as error:
            raise RunFolderError(damaged(self.path, error)) from None

    def paid(self) -> list[Paid]:
        """Return what all replies that ever came here were paid for, by model; the forgotten ones too.

        Raises RunFolderError when the file is damaged.
        """
        try:
            return ledger(self._reader)
        except sqlite3.Error as error:
            raise RunFolderError(damaged(self.path, error)) from None

    async def write(self, key: bytes, conversation: str, number: int, reply: bytes, paid: Paid) -> None:
        """Keep a reply and what was paid for it; when this returns, both are committed.

        Raises RunStopped when it cannot be written, for example because the disk is full.
        """
        loop = asyncio.get_running_loop()
        committed: asyncio.Future[None] = loop.create_future()
        if not self._gathered:
            self._refused_at = 0.0
        self._gathered.append(_Entry((key, conversation, number, reply), paid, committed))
        if conversation in self._last:  # everybody else had the time to come, too
            loop.call_soon(self._commit_all, loop)
        elif self._due is not loop:  # a loop that has ended will not commit any more
            self._due = loop
            loop.call_later(max(0.0, self._free_at - time.monotonic()), self._commit_all, loop)
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
            raise RunStopped(damaged(self.path, error)) from None

    def close(self) -> None:
        """Write what is waiting and close the file."""
        while self._gathered:
            if not self._commit():
                time.sleep(AGAIN)
        self._writer.close()
        self._reader.close()

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _commit_all(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due = None
        if self._gathered:
            self._last = {entry.row[1] for entry in self._gathered}
            self._free_at = time.monotonic() + GATHER
        while self._gathered:
            if not self._commit():
                self._due = loop
                loop.call_later(AGAIN, self._commit_all, loop)
                return
        if self._unfolded > FOLD and not self._folding:
            self._unfolded, self._folding = 0, True
            loop.run_in_executor(None, self._fold)

    def _fold(self) -> None:
        """Fold SQLite's log into the file and begin it anew; meanwhile commits are refused, and tried again."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.path, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA wal_checkpoint(RESTART)")  # the log stands for the file until one succeeds
        self._folding = False

    def _commit(self) -> bool:
        """Commit a group, or fail it; return False where another process commits just now."""
        group, fault = self._gathered[:LARGEST], None
        del self._gathered[:LARGEST]  # now: an interrupt may come between the end of the commit and any later line
        rows = ", ".join(["(?, ?, ?, ?)"] * len(group))  # one statement
        try:
            with self._writer:
                self._writer.execute(
                    f"INSERT OR REPLACE INTO replies VALUES {rows}", [*chain(*(entry.row for entry in group))]
                )
                enter(self._writer, (entry.paid for entry in group))
        except Exception as error:  # whatever it is, nobody may wait for this commit for ever
            if _is_taken(error) and self._has_patience():
                self._gathered[:0] = group
                return False
            fault = (
                f"{self.path}: a reply cannot be kept ({error}); mend that, and the same command goes on from here"
            )
        else:
            self._refused_at = 0.0
            self._unfolded += sum(len(entry.row[3]) for entry in group)
        for entry in group:
            _settle(entry.committed, fault)
        return True

    def _has_patience(self) -> bool:
        self._refused_at = self._refused_at or time.monotonic()
        return time.monotonic() < self._refused_at + PATIENCE


def _is_taken(error: Exception) -> bool:
    """Say whether it is SQLITE_BUSY in any of its kinds, which the lowest byte of a code has in common."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _settle(committed: "asyncio.Future[None]", fault: str | None) -> None:
    if committed.done() or committed.get_loop().is_closed():
        return
    if fault:
        committed.set_exception(RunStopped(fault))
    else:
        committed.set_result(None)
