"""The journal: every reply that has arrived, by what was asked, so that nothing is paid for twice."""

from typing import Protocol


class Journal(Protocol):
    """Anything that remembers replies. A key names a request whole: who was asked, how, and with what words."""

    def recall(self, key: bytes) -> bytes | None:
        """Return the reply that was kept under `key`, or None."""
        ...

    async def keep(self, key: bytes, reply: bytes) -> None:
        """Keep a reply; when this returns, it outlives the process."""
        ...


class NoJournal:
    """A journal that remembers nothing."""

    def recall(self, key: bytes) -> bytes | None:
        """Return None."""
        return None

    async def keep(self, key: bytes, reply: bytes) -> None:
        """Forget it."""
