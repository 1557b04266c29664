"""HTTP as far as a bench needs it: requests with a length, one after the other on a connection that stays.

The server shares its cores with what is measured, and a web framework takes more of them than all else it does.
"""

import asyncio
import re
from collections.abc import Callable

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
CLOSES = re.compile(rb"\r\nconnection: *close", re.I)
REASONS = {200: "OK", 411: "Length Required", 429: "Too Many Requests", 500: "Internal Server Error"}

Respond = Callable[[str, bytes, "Line"], None]


class Line(asyncio.Protocol):
    """One connection; `respond` is called with the path and the body of each request, and sends when it likes."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond
        self._heard = bytearray()
        self._closes = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what there is to write to."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Have a request answered once all of it is here."""
        self._heard += data
        end = self._heard.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._heard[:end])
        if b"transfer-encoding" in head.lower():
            self._closes = True
            return self.send(411, b"{}")
        said = LENGTH.search(head)  # none in the ways to ask what was counted
        whole = end + 4 + (int(said[1]) if said else 0)
        if len(self._heard) < whole:
            return
        body = bytes(self._heard[end + 4 : whole])
        del self._heard[:whole]
        self._closes = CLOSES.search(head) is not None
        self._respond(head.split(b" ", 2)[1].decode(), body, self)

    def send(self, status: int, body: bytes, headers: str = "") -> None:
        """Answer the request that was heard last, unless nobody listens any more."""
        if self._transport.is_closing():
            return
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: application/json\r\n{headers}"
        self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        if self._closes:
            self._transport.close()

    def drop(self) -> None:
        """Hang up without a word."""
        self._transport.abort()
