"""An OpenAI-compatible server to measure against, in a process of its own: latency, slots, faults, a prefix cache.

Prints its address once it listens. GET /stats returns what it has counted, by its own log of calls.

    python bench/server.py --latency 0.5 --spread 0.3 --slots 256 --prefixes --every-429 50
"""

import argparse
import asyncio
import gc
import itertools
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from aiohttp import web
from faults import Faults, add_options
from prefixes import Prefixes, usage
from saying import say


class BenchServer:
    """Answers every chat completion well, after a while, unless a fault is due."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._faults = Faults(options)
        self._slots = asyncio.Semaphore(options.slots) if options.slots else None
        self._chance = random.Random(options.seed)
        self._numbers = itertools.count(1)
        self._prefixes = Prefixes() if options.prefixes else None
        self._bodies = open(options.bodies, "wb") if options.bodies else None  # noqa: SIM115
        self.reset()

    def reset(self) -> None:
        """Count from zero."""
        self.counts: Counter[str] = Counter()
        self._first: float | None = None
        self._last: float | None = None
        self._in_flight = self._most = 0

    async def respond(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request to one of three addresses; looking up routes would cost as much as the rest."""
        if request.path == "/stats":
            return await self.stats(request)
        return await (self.forget(request) if request.path == "/reset" else self.answer(request))

    async def stats(self, request: web.BaseRequest) -> web.Response:
        """Say what was counted since the last reset."""
        if self._bodies:
            self._bodies.flush()
        counted = {"first_call": self._first, "last_answer": self._last, "most_in_flight": self._most}
        return web.json_response({**dict(self.counts), **counted})

    async def forget(self, request: web.BaseRequest) -> web.Response:
        """Count from zero, and write down no more bodies than from here on."""
        self.reset()
        if self._bodies:
            self._bodies.seek(0)
            self._bodies.truncate()
        return web.json_response({})

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one chat completion, or refuse it, or drop it."""
        raw = await request.read()
        self._first = self._first or time.time()
        number = next(self._numbers)
        self.counts["requests"] += 1
        refused = self._faults.refused(number)
        if refused:
            self.counts[f"status_{refused.status}"] += 1
            return refused
        if self._bodies:
            self._bodies.write(raw + b"\n")
        async with self._at_work():
            return self._reply(request, orjson.loads(raw), number)

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        self._in_flight += 1
        self._most = max(self._most, self._in_flight)
        try:
            if self._slots is None:
                await asyncio.sleep(self._seconds())
            else:
                async with self._slots:
                    await asyncio.sleep(self._seconds())
            yield
        finally:
            self._in_flight -= 1

    def _seconds(self) -> float:
        if not self._options.spread:
            return float(self._options.latency)
        return float(self._options.latency * self._chance.lognormvariate(0.0, self._options.spread))

    def _reply(self, request: web.BaseRequest, body: dict[str, Any], number: int) -> web.StreamResponse:
        if self._faults.drops(number) and request.transport:
            self.counts["dropped"] += 1
            request.transport.abort()
            return web.Response()
        whole = orjson.dumps(self._completion(body, number))
        if self._faults.breaks(number):
            self.counts["malformed"] += 1
            whole = whole[: len(whole) // 2]
        return web.Response(body=whole, content_type="application/json")

    def _completion(self, body: dict[str, Any], number: int) -> dict[str, Any]:
        said = say(body, number)
        text = "\n".join(_words(message["content"]) for message in body["messages"])
        counted = usage(len(text), self._prefixes.cached(text) if self._prefixes else 0, said)
        self.counts["answered"] += 1
        self._last = time.time()
        for name in ("prompt_tokens", "completion_tokens"):
            self.counts[name] += counted[name]
        self.counts["cached_tokens"] += counted["prompt_tokens_details"]["cached_tokens"]
        message = {"role": "assistant", "content": said, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        about = {"id": f"chatcmpl-{number}", "object": "chat.completion", "created": 1, "model": body["model"]}
        return {**about, "choices": [choice], "usage": counted}


def _words(content: Any) -> str:
    """Return the text of a message, which some clients send in parts."""
    if isinstance(content, list):
        return "".join(part["text"] for part in content)
    return content or ""


async def serve(options: argparse.Namespace) -> None:
    """Serve until the process is ended."""
    gc.set_threshold(200_000, 50, 100)  # as those have it who speak to it: it shares the cores with them
    server = web.Server(BenchServer(options).respond, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=0.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", options.port, backlog=2048).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


def command_line() -> argparse.ArgumentParser:
    """Return the options of the server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds; the median when --spread is given")
    parser.add_argument("--spread", type=float, default=0.0, help="sigma of a lognormal latency; 0: fixed")
    parser.add_argument("--slots", type=int, default=0, help="calls that are worked on at once; 0: all")
    parser.add_argument("--prefixes", action="store_true", help="count what a prefix cache would have held")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bodies", help="file that every body is written to, one per line")
    add_options(parser)
    return parser


if __name__ == "__main__":
    asyncio.run(serve(command_line().parse_args()))
