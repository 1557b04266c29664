"""Time that passes only when everybody waits, and servers with limits: a whole run in no time, always the same."""

import asyncio
import random
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from colloquist.models.pace import RunPace


class _Waiting(selectors.SelectSelector):
    """Instead of waiting, tell the time on."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or self.now > 1e7:
            raise AssertionError("everybody waits, for ever")
        self.now += timeout
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._waiting = _Waiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.now


def at_once(work: Coroutine[Any, Any, Any]) -> Any:
    """Run `work` to its end in time of its own, which begins at 0."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)


def now() -> float:
    """Return the time of the running loop."""
    return asyncio.get_running_loop().time()


class Bad(Exception):
    """What a server said instead of a reply."""

    def __init__(self, status: int, wait: float | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status_code = status
        self.response = self
        self.headers = {} if wait is None else {"retry-after": str(wait)}


@dataclass
class Tokens:
    """A token bucket: so many calls a second, `burst` at once; it names the wait, or a fixed one."""

    rate: float
    burst: float
    asks: float | None = None
    left: float = field(init=False)
    at: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.burst

    def __call__(self, number: int) -> Bad | None:
        self.left = min(self.burst, self.left + (now() - self.at) * self.rate)
        self.at = now()
        if self.left < 1:
            return Bad(429, (1 - self.left) / self.rate if self.asks is None else self.asks)
        self.left -= 1
        return None


@dataclass
class Server:
    """Answers after `latency()` unless a rule refuses; refusals take `refusal` seconds."""

    latency: Callable[[], float] = lambda: 0.05
    rule: Callable[[int], Bad | None] = lambda number: None
    refusal: float = 0.0
    slots: int | None = None
    sent: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    most: int = 0
    busy: int = 0

    async def ask(self) -> None:
        """Answer one request or raise what it meets."""
        self.sent.append(now())
        fault = self.rule(len(self.sent))
        if fault:
            await asyncio.sleep(self.refusal)
            self.refused.append(now())
            raise fault
        self.busy += 1
        self.most = max(self.most, self.busy)
        slower = max(1.0, self.busy / self.slots) if self.slots else 1.0
        try:
            await asyncio.sleep(self.latency() * slower)
        finally:
            self.busy -= 1
        self.answered.append(now())


async def call(pace: RunPace, server: Server, retries: int = 5, model: str = "m") -> bool:
    """Ask as models/asking.py does; return whether there was an answer."""
    turn, failed = pace.turn(model, 0), 0
    while True:
        try:
            async with turn:
                await server.ask()
                turn.used(0, 50)
                return True
        except Exception:
            failed += not turn.spared
            if failed > retries:
                return False
            if not turn.spared:
                await asyncio.sleep(0.5 * 2 ** (failed - 1))


async def job(pace: RunPace, server: Server, conversations: int = 256, calls: int = 7) -> list[bool]:
    """Hold so many conversations at once, each of so many calls one after the other."""

    async def conversation() -> bool:
        return all([await call(pace, server) for _ in range(calls)])

    return await asyncio.gather(*(conversation() for _ in range(conversations)))


def uneven(mean: float = 0.5, seed: int = 0) -> Callable[[], float]:
    """Return latencies of lognormal spread with sigma 1."""
    chance = random.Random(seed)
    return lambda: chance.lognormvariate(0.0, 1.0) * mean / 1.6487
