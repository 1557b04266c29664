"""The floor: aiohttp alone sends the very bodies that colloquist sent, and reads the replies as JSON."""

import argparse
import asyncio
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import aiohttp
import orjson
from metering import main

HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer none-needed"}


async def work(options: argparse.Namespace, conversations: int) -> None:
    """Send all bodies, at most `in_flight` at a time; a few when it is the warm-up."""
    whole = conversations == options.conversations
    with Path(options.bodies).open("rb") as file:
        bodies = iter([line[:-1] for line in islice(file, None if whole else conversations)])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(_send(session, options.url, bodies) for _ in range(options.in_flight)))


async def _send(session: aiohttp.ClientSession, url: str, bodies: Iterator[bytes]) -> None:
    for body in bodies:
        async with session.post(f"{url}/v1/chat/completions", data=body, headers=HEADERS) as reply:
            assert orjson.loads(await reply.read())["choices"]


if __name__ == "__main__":
    main(work)
