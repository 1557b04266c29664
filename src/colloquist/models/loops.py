"""What belongs to one event loop: its HTTP client, closed when the loop shuts down, and the models made in it.

A connection lives and dies with the loop that opened it, so nothing here is ever shared between two.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from openai import DefaultAsyncHttpxClient


@dataclass
class Belongings:
    """The HTTP client of a loop and what was made to speak through it; `guard` closes them in time."""

    client: DefaultAsyncHttpxClient = field(default_factory=lambda: DefaultAsyncHttpxClient(timeout=None))
    speakers: dict[object, Any] = field(default_factory=dict)
    guard: AsyncGenerator[None, None] | None = None


_OF: dict[asyncio.AbstractEventLoop, Belongings] = {}


def belongings() -> Belongings:
    """Return what belongs to the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _OF:
        for gone in [other for other in list(_OF) if other.is_closed()]:
            _OF.pop(gone, None)
        _OF[loop] = Belongings()
        _OF[loop].guard = _begun(_until_shutdown(loop))
    return _OF[loop]


async def _until_shutdown(loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None, None]:
    """Wait for the end of the loop: every runner closes what generators are open before it closes the loop."""
    try:
        yield
    finally:
        await _OF.pop(loop).client.aclose()


def _begun(generator: AsyncGenerator[None, None]) -> AsyncGenerator[None, None]:
    with suppress(StopIteration):
        generator.__anext__().__await__().__next__()
    return generator
