"""The journal: every reply that has arrived, by what was asked, so that nothing is paid for twice."""

from contextvars import ContextVar
from typing import NamedTuple, Protocol

REQUEST: ContextVar[bytes] = ContextVar("REQUEST", default=b"")
"""The name under which the reply that the running task waits for will be kept; no other request has it."""


class Paid(NamedTuple):
    """What replies of one model were paid for. `unmetered` are those whose tokens the server did not count."""

    model: str
    calls: int
    unmetered: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    batch: bool = False
    """Whether they came by batch, at another price."""


class Journal(Protocol):
    """Anything that remembers replies. A key names a request whole: who was asked, how, and with what words."""

    def recall(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None."""
        ...

    async def keep(self, key: bytes, reply: bytes, paid: Paid) -> None:
        """Keep a reply and what was paid for it; when this returns, both outlive the process."""
        ...


class NoJournal:
    """A journal that remembers nothing."""

    def recall(self, key: bytes) -> bytes | None:
        """Return None."""
        return None

    async def keep(self, key: bytes, reply: bytes, paid: Paid) -> None:
        """Forget it."""
