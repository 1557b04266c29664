"""Connections that send nothing: what a model is asked through them waits for the next batch of the run."""

from typing import Any

from colloquist.models.connections import Connections
from colloquist.state.batches import Batches
from colloquist.state.settings import SettingsError


class ByBatch(Connections):
    """Takes requests where `Connections` would send them; there is no way past the batch at the full price."""

    def __init__(self, batches: Batches) -> None:
        super().__init__()
        self._batches = batches

    async def ask(self, url: str, headers: dict[str, str], body: bytes, proxy: str | None) -> bytes:
        """Return the body of the reply once its batch has been answered. Raises as `Connections.ask` does."""
        return await self._batches.ask(url, headers, body, proxy)

    async def send(self, *args: Any, **options: Any) -> Any:
        """Refuse what only the openai client could send: streams, headers and queries of its own."""
        raise SettingsError("this request cannot go by batch (it has headers, a query or a proxy of its own)")
