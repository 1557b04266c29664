"""What one conversation keeps in the journal of its run: its requests, told apart, and the reply to each."""

import hashlib
from collections import Counter, defaultdict, deque
from typing import NamedTuple, Protocol

from colloquist.state.journal import REQUEST, Paid


class _Asked(NamedTuple):
    """A request that waits for its reply: its key, and how many came before it."""

    key: bytes
    number: int


class Kept(Protocol):
    """Where the replies of a whole run are: a SqliteJournal, or somebody who only reads one."""

    def read(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None."""
        ...

    async def write(self, key: bytes, conversation: str, number: int, reply: bytes, paid: Paid) -> None:
        """Keep a reply and what was paid for it."""
        ...


class ConversationJournal:
    """The replies of one conversation. The same words asked twice in it are two requests with a reply each."""

    def __init__(self, journal: Kept, conversation: str, new: bool = False) -> None:
        """Bind the journal to a conversation that is being made from its beginning."""
        self._journal, self._conversation, self._new = journal, conversation, new
        self._asked: Counter[bytes] = Counter()
        self._open: dict[bytes, deque[_Asked]] = defaultdict(deque)

    def recall(self, key: bytes) -> bytes | None:
        """Return the reply that was kept to this request, or None."""
        again, number = self._asked[key], self._asked.total()
        self._asked[key] += 1
        own = hashlib.sha256(f"{self._conversation}/{again}/".encode() + key).digest()
        reply = None if self._new else self._journal.read(own)
        if reply is None:
            self._open[key].append(_Asked(own, number))
            REQUEST.set(own)
        return reply

    async def keep(self, key: bytes, reply: bytes, paid: Paid) -> None:
        """Keep the reply to the request that this task last recalled in vain, or to the first such one."""
        open_ = self._open[key]
        asked = next((one for one in open_ if one.key == REQUEST.get()), open_[0])
        open_.remove(asked)
        if not open_:
            del self._open[key]
        await self._journal.write(asked.key, self._conversation, asked.number, reply, paid)
