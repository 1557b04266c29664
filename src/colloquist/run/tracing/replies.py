"""The replies of a run for somebody who only reads: what was kept is there, and nothing is asked for."""

import sqlite3
from pathlib import Path
from typing import Self

from colloquist.models import ModelFailure
from colloquist.run.journal_file import FORM, JOURNAL
from colloquist.run.kept import ConversationJournal
from colloquist.run.tracing.problem import NoReplay
from colloquist.state.journal import Paid
from colloquist.state.record import Record


class KeptReplies:
    """The journal of a run folder, opened to be read, also while the run goes on."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises NoReplay when there is none that can be read."""
        path = folder / JOURNAL
        if not path.is_file():
            raise NoReplay(f"there is no {JOURNAL} in {folder}")
        # A journal that nobody writes is read without files beside it, which SQLite would leave there.
        how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
        try:
            self._replies = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, check_same_thread=False)
            form = self._replies.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise NoReplay(f"{path} cannot be read ({error})") from None
        if form != FORM:
            self.close()
            raise NoReplay(f"{path} is of form {form}, this colloquist reads {FORM}")

    def read(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None. Raises NoReplay when the file is damaged."""
        try:
            found = self._replies.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise NoReplay(f"{JOURNAL} is damaged ({error})") from None
        return found[0] if found else None

    async def write(self, key: bytes, conversation: str, number: int, reply: bytes, paid: Paid) -> None:
        """Keep nothing. Raises NoReplay: whoever only reads has nothing to keep."""
        raise NoReplay("a replay asks nobody")

    def close(self) -> None:
        """Close the file."""
        self._replies.close()

    def __enter__(self) -> Self:
        """Return the replies."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


class Replies(ConversationJournal):
    """What one conversation was told. Where it got no reply then, it gets none now."""

    def __init__(self, kept: KeptReplies, record: Record) -> None:
        """Bind the replies to the conversation that became `record`."""
        super().__init__(kept, record.id)
        self._failure = record.failure

    def recall(self, key: bytes) -> bytes:
        """Return the reply to a request.

        Raises ModelFailure where the conversation failed for want of one, NoReplay where it did not.
        """
        reply = super().recall(key)
        if reply is not None:
            return reply
        if self._failure:
            raise ModelFailure(self._failure["kind"], self._failure["message"])
        raise NoReplay(
            f"after {self._asked.total() - 1} replies it asks for one that is not there: prompts, strategy or "
            "input are not what they were"
        )
