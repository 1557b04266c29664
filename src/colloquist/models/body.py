"""The body of a request: let go of once it is on its way, while a thousand others wait for their replies too."""

from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import BytesPayload


class Redirected(Exception):
    """The server wants the request sent elsewhere, and its body is gone: it has to be made once more."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class Body(BytesPayload):
    """Bytes that can be written once."""

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write the bytes and let go of them."""
        await super().write(writer)
        self._value = b""

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Do what `write` does, as newer versions of aiohttp ask for it."""
        await super().write_with_length(writer, content_length)
        self._value = b""
