"""What belongs to one event loop: its HTTP client, closed when the loop shuts down, and the models made in it.

A connection lives and dies with the loop that opened it, so nothing here is ever shared between two.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colloquist.models.connections import Connections


@dataclass
class Belongings:
    """The models made in a loop, the client they speak through, and the guard that closes it in time."""

    speakers: dict[object, Any] = field(default_factory=dict)
    client: Connections | None = None
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


def http_client() -> Connections:
    """Return the connections of the running loop. They have no timeout: whoever asks waits with one."""
    here = belongings()
    if here.client is None:
        from colloquist.models.connections import Connections

        here.client = Connections()
    return here.client


async def _until_shutdown(loop: asyncio.AbstractEventLoop) -> AsyncGenerator[None, None]:
    """Wait for the end of the loop: a runner closes the generators that are open before it closes the loop."""
    try:
        yield
    finally:
        client = _OF.pop(loop).client
        if client is not None:
            await client.aclose()


def _begun(generator: AsyncGenerator[None, None]) -> AsyncGenerator[None, None]:
    with suppress(StopIteration):
        generator.__anext__().__await__().__next__()
    return generator
