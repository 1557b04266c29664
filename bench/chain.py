"""The floor of the rivals' job: aiohttp alone, a few dependent calls per snippet, patient when refused."""

import argparse
import asyncio
from pathlib import Path

import aiohttp
import orjson


async def work(options: argparse.Namespace) -> None:
    """Make every snippet's chain of calls, at most `in_flight` chains at a time."""
    texts = [orjson.loads(line)["text"] for line in Path(options.corpus).read_text().splitlines()]
    slots = asyncio.Semaphore(options.in_flight)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def chain(text: str) -> None:
            async with slots:
                for _ in range(options.calls):
                    text += "\n\n" + await _said(session, options.url, text)

        await asyncio.gather(*map(chain, texts))


async def _said(session: aiohttp.ClientSession, url: str, text: str) -> str:
    body = orjson.dumps({"model": "bench", "messages": [{"role": "user", "content": text}]})
    while True:
        async with session.post(f"{url}/v1/chat/completions", data=body) as reply:
            if reply.status == 200:
                said: str = orjson.loads(await reply.read())["choices"][0]["message"]["content"]
                return said
            await asyncio.sleep(float(reply.headers.get("retry-after", 0.1)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("corpus")
    parser.add_argument("--calls", type=int, required=True)
    parser.add_argument("--in-flight", type=int, required=True)
    asyncio.run(work(parser.parse_args()))
