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
from collections import Counter, deque
from typing import Any

import orjson
from faults import Faults, add_options
from prefixes import Prefixes, usage
from saying import say, words_of
from wire import Line

from colloquist.run.collector import THRESHOLDS


class BenchServer:
    """Answers every chat completion well, after a while, unless a fault is due."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._faults = Faults(options)
        self._chance = random.Random(options.seed)
        self._numbers = itertools.count(1)
        self._prefixes = Prefixes() if options.prefixes else None
        self._bodies = open(options.bodies, "wb") if options.bodies else None  # noqa: SIM115
        self._waiting: deque[tuple[bytes, int, Line]] = deque()
        self._at_work = 0
        self.reset()

    def reset(self) -> None:
        """Count from zero, and write down no more bodies than from here on."""
        self.counts: Counter[str] = Counter()
        self._first: float | None = None
        self._last: float | None = None
        self._in_flight = self._most = 0
        if self._bodies:
            self._bodies.seek(0)
            self._bodies.truncate()

    def respond(self, path: str, raw: bytes, line: Line) -> None:
        """Answer a request to one of three addresses."""
        if path == "/stats":
            if self._bodies:
                self._bodies.flush()
            counted = {"first_call": self._first, "last_answer": self._last, "most_in_flight": self._most}
            line.send(200, orjson.dumps({**self.counts, **counted}))
        elif path == "/reset":
            self.reset()
            line.send(200, b"{}")
        else:
            self.answer(raw, line)

    def answer(self, raw: bytes, line: Line) -> None:
        """Answer one chat completion after a while, or refuse it at once."""
        self._first = self._first or time.time()
        number = next(self._numbers)
        self.counts["requests"] += 1
        if refused := self._faults.refused(number):
            self.counts[f"status_{refused.status}"] += 1
            return line.send(*refused)
        if self._bodies:
            self._bodies.write(raw + b"\n")
        self._in_flight += 1
        self._most = max(self._most, self._in_flight)
        self._waiting.append((raw, number, line))
        self._begin()

    def _begin(self) -> None:
        """Work on what waits, as far as there are slots."""
        loop = asyncio.get_running_loop()
        while self._waiting and (not self._options.slots or self._at_work < self._options.slots):
            self._at_work += 1
            loop.call_later(self._seconds(), self._end, *self._waiting.popleft())

    def _end(self, raw: bytes, number: int, line: Line) -> None:
        self._at_work -= 1
        self._in_flight -= 1
        self._begin()
        try:
            self._reply(orjson.loads(raw), number, line)
        except (LookupError, TypeError, ValueError) as error:
            self.counts["not understood"] += 1
            line.send(500, orjson.dumps({"error": {"message": f"{type(error).__name__}: {error}"}}))

    def _seconds(self) -> float:
        if not self._options.spread:
            return float(self._options.latency)
        return float(self._options.latency * self._chance.lognormvariate(0.0, self._options.spread))

    def _reply(self, body: dict[str, Any], number: int, line: Line) -> None:
        if self._faults.drops(number):
            self.counts["dropped"] += 1
            return line.drop()
        whole = orjson.dumps(self._completion(body, number))
        if self._faults.breaks(number):
            self.counts["malformed"] += 1
            whole = whole[: len(whole) // 2]
        line.send(200, whole)

    def _completion(self, body: dict[str, Any], number: int) -> dict[str, Any]:
        said = say(body, number)
        text = "\n".join(words_of(message["content"]) for message in body["messages"])
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


async def serve(options: argparse.Namespace) -> None:
    """Serve until the process is ended."""
    gc.set_threshold(*THRESHOLDS)  # as those have it who speak to it: it shares the cores with them
    bench, loop = BenchServer(options), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(bench.respond), "127.0.0.1", options.port, backlog=2048)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
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
