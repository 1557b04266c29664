"""The provider's end of a run by batch: OpenAI's Files and Batch API, as far as a run needs them.

https://platform.openai.com/docs/api-reference/batch
"""

import asyncio
from collections.abc import Awaitable, Mapping
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

import aiohttp
import orjson

from colloquist.models.connections import Connections, lost

Result = TypeVar("Result")
Batch = dict[str, Any]
"""A batch as the provider describes it."""
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
MOST = 50_000
"""Requests in one batch."""
MOST_BYTES = 190_000_000
"""Bytes of one batch: OpenAI takes 200 MB, and every line has a frame around its body."""
PATH = "/v1/chat/completions"
AN_HOUR = 3600.0
"""Seconds by which the provider's clock may differ."""
SECONDS, SECONDS_OF_A_FILE = 60.0, 1800.0


class Fault(NamedTuple):
    """Why a batch was refused whole."""

    code: str
    message: str


def faults(batch: Batch) -> list[Fault]:
    """Return why a batch that has failed did."""
    listed = (batch.get("errors") or {}).get("data") or []
    return [Fault(str(one.get("code")), str(one.get("message"))) for one in listed]


class Provider:
    """One server, spoken to as one model is: its address, its key, its organisation."""

    def __init__(self, connections: Connections, url: str, headers: Mapping[str, str], proxy: str | None) -> None:
        """Take where chat completions are asked for, and what is sent with every request for one."""
        self._connections, self._proxy = connections, proxy
        self.root = url.removesuffix("/chat/completions")
        self._headers = {name: said for name, said in headers.items() if name.lower() != "content-type"}

    async def upload(self, name: str, lines: bytes) -> str:
        """Store a file of requests and return its id."""
        form = aiohttp.FormData({"purpose": "batch"})
        form.add_field("file", BytesIO(lines), filename=name, content_type="application/jsonl")
        said = await self._said("POST", "files", form, SECONDS_OF_A_FILE)
        return str(_object(said, f"{self.root}/files")["id"])

    async def create(self, file: str, marks: dict[str, str]) -> Batch:
        """Hand in a file as a batch that bears `marks`."""
        how = {"input_file_id": file, "endpoint": PATH, "completion_window": "24h", "metadata": marks}
        return await self._asked("POST", "batches", orjson.dumps(how))

    async def find(self, marks: dict[str, str], since: float) -> Batch | None:
        """Return the batch that bears `marks`, or None when none was made since that Unix time."""
        after = ""
        while True:
            page = await self._asked("GET", f"batches?limit=100{after}")
            for batch in page["data"]:
                if batch.get("metadata") == marks:
                    return dict(batch)
            if not page.get("has_more") or page["data"][-1]["created_at"] < since - AN_HOUR:
                return None
            after = f"&after={page['data'][-1]['id']}"

    async def look(self, id: str) -> Batch:
        """Return how a batch is."""
        return await self._asked("GET", f"batches/{id}")

    async def content(self, file: str) -> bytes:
        """Return what a file holds."""
        return await self._said("GET", f"files/{file}/content", None, SECONDS_OF_A_FILE)

    async def _asked(self, method: str, path: str, body: bytes | None = None) -> Batch:
        return _object(await self._said(method, path, body, SECONDS), f"{self.root}/{path}")

    async def _said(self, method: str, path: str, data: Any, seconds: float) -> bytes:
        headers = self._headers | ({"Content-Type": "application/json"} if isinstance(data, bytes) else {})
        asked = self._connections.fetch(method, f"{self.root}/{path}", headers, data, self._proxy)
        return await _within(asked, seconds)


async def _within(asked: Awaitable[Result], seconds: float) -> Result:
    async with asyncio.timeout(seconds):
        return await asked


def _object(said: bytes, url: str) -> Batch:
    try:
        row = orjson.loads(said)
    except orjson.JSONDecodeError:
        row = None
    if not isinstance(row, dict) or not {"id", "data"} & row.keys():
        raise lost(url, f"the server did not answer with an object but {said[:200]!r}")
    return row
