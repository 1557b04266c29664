"""The door that the requests of a model leave by: where they go, what goes with each, what counts as an answer."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from colloquist.models.body import Redirected
from colloquist.models.connections import Connections

REDIRECTIONS = 5
"""How often one request may be sent elsewhere."""


class NoCompletion(Exception):
    """What came with status 200 is no chat completion: a page of HTML, an error in disguise."""

    def __init__(self, said: str, code: object = None) -> None:
        super().__init__(f"the server sent no chat completion but {said}")
        self.status_code = code if isinstance(code, int) and code >= 400 else None


class Door(NamedTuple):
    """Where the requests of a model go, and what goes with every one of them."""

    connections: Connections
    url: str
    headers: dict[str, str]
    proxy: str | None
    timeout: float | None


async def answer(door: Door, payload: dict[str, Any]) -> bytes:
    """Return what the server says; nothing here holds on to the body while it takes its time."""
    url, headers = door.url, door.headers
    for _ in range(REDIRECTIONS):
        try:
            return await door.connections.ask(url, headers, orjson.dumps(payload), door.proxy)
        except Redirected as elsewhere:
            url = elsewhere.url
            if urlsplit(url).netloc != urlsplit(door.url).netloc:  # the key is for one server
                headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    raise NoCompletion(f"redirections without end, the last one to {url}")
