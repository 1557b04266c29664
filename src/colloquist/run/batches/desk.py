"""The desk of a run by batch: requests are taken one by one, handed in together, and answered when theirs is.

Nothing waits for all conversations: as soon as no new request has come for a moment those that have are
handed in, however many batches are still under way. A conversation goes on when its own batch has ended.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import orjson

from colloquist.models.connections import Connections, lost
from colloquist.run.batches.errands import Errands
from colloquist.run.batches.lines import is_completion
from colloquist.run.batches.provider import MOST_BYTES, Provider, faults
from colloquist.run.batches.refusals import Refusals
from colloquist.run.batches.shelf import Request, Shelf
from colloquist.run.batches.telling import Telling
from colloquist.run.problem import RunStopped
from colloquist.state.batches import Batching
from colloquist.state.journal import REQUEST


class _Pile:
    """Requests of one model that wait to be handed in."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.requests: list[Request] = []
        self.size = 0
        self.timer: asyncio.TimerHandle | None = None


class Desk:
    """Made inside the event loop that it is used in."""

    def __init__(
        self, shelf: Shelf, connections: Connections, batching: Batching, say: Callable[[str | None], object]
    ) -> None:
        """Take where things are kept, how the provider is reached, and who is told what the run waits for."""
        self._shelf, self._connections, self._batching = shelf, connections, batching
        self._telling = Telling(say)
        self._stop: Callable[[BaseException], object] = lambda fault: None
        self._waiting: dict[bytes, asyncio.Future[bytes]] = {}
        self._piles: dict[tuple[str, ...], _Pile] = {}
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._fresh: set[int] = set()
        self._errands = Errands(shelf, batching, self._telling)
        self._refusals = Refusals(shelf, batching, self._telling)

    @contextmanager
    def open(self, stop: Callable[[BaseException], object]) -> Iterator[None]:
        """Take requests; `stop` is told what the run cannot go on from.

        When it closes, what is under way at the provider goes on there.
        """
        self._stop = stop
        try:
            yield
            self._shelf.clear()  # every conversation has ended
        finally:
            for task in self._under_way.values():
                task.cancel()
            for pile in self._piles.values():
                if pile.timer:
                    pile.timer.cancel()
            if self._under_way:
                self._telling.leave(self._shelf.under_way())

    async def ask(self, url: str, headers: dict[str, str], body: bytes, proxy: str | None) -> bytes:
        """Return the body of the reply once there is one. Raises as `Connections.ask` does."""
        model, body = _plain(body)
        request = Request.of(REQUEST.get(), body)
        provider = Provider(self._connections, url, headers, proxy)
        waiting: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[request.name] = waiting
        try:
            kept = self._shelf.find(request.name)
            if kept and kept.reply is not None:
                return kept.reply
            if kept:
                self._see_to(kept.batch, provider)
            else:
                self._lay(request, provider, (provider.root, headers.get("Authorization", ""), model))
            return await waiting
        except RunStopped as fault:
            self._stop(fault)  # which ends this conversation too: that it failed would be written down
            return await waiting
        finally:
            self._waiting.pop(request.name, None)

    def _lay(self, request: Request, provider: Provider, kind: tuple[str, ...]) -> None:
        """Lay a request on the pile of its model, which is handed in when it is full or grows no more."""
        pile = self._piles.setdefault(kind, _Pile(provider))
        if pile.size + len(request.body) > MOST_BYTES:
            self._hand_in(kind)
            pile = self._piles.setdefault(kind, _Pile(provider))
        pile.requests.append(request)
        pile.size += len(request.body)
        if pile.timer:
            pile.timer.cancel()
        if len(pile.requests) >= self._refusals.most:
            self._hand_in(kind)
        else:
            pile.timer = asyncio.get_running_loop().call_later(self._batching.quiet, self._hand_in, kind)

    def _hand_in(self, kind: tuple[str, ...]) -> None:
        pile = self._piles.pop(kind)
        if pile.timer:
            pile.timer.cancel()
        wanted = [request for request in pile.requests if request.name in self._waiting]
        if not wanted:
            return
        try:
            number = self._shelf.put(wanted)
        except RunStopped as fault:
            self._stop(fault)
            return
        self._fresh.add(number)
        self._see_to(number, pile.provider)

    def _see_to(self, number: int, provider: Provider) -> None:
        """See to a batch until it has ended, unless that is being done."""
        if number in self._under_way:
            return
        task = asyncio.create_task(self._run(number, provider))
        self._under_way[number] = task
        task.add_done_callback(lambda task: self._seen_to(number, task))

    def _seen_to(self, number: int, task: "asyncio.Task[None]") -> None:
        self._under_way.pop(number, None)
        self._telling.forget(number)
        if not task.cancelled() and (fault := task.exception()):
            self._stop(fault)

    async def _run(self, number: int, provider: Provider) -> None:
        batch = await self._errands.ended(number, provider, fresh=number in self._fresh)
        if batch["status"] == "failed":
            for part in await self._refusals.parts(number, faults(batch), self._under_way):
                self._fresh.add(part)
                self._see_to(part, provider)
        else:
            self._refusals.ended()
            self._give(number, provider, await self._errands.results(number, provider, batch))

    def _give(self, number: int, provider: Provider, answers: Mapping[bytes, bytes | Exception]) -> None:
        """Keep what came, then give everybody his reply; who has none may ask again."""
        names = [name for name, _ in self._shelf.requests(number)]
        replies = {name: said for name, said in answers.items() if isinstance(said, bytes)}
        self._shelf.take(number, {name: said for name, said in replies.items() if is_completion(said)})
        for name in names:
            said = answers.get(name) or lost(provider.root, "its batch ended without an answer to it")
            waiting = self._waiting.get(name)
            if waiting is None or waiting.done():
                continue
            if isinstance(said, Exception):
                waiting.set_exception(said)
            else:
                waiting.set_result(said)


def _plain(body: bytes) -> tuple[str, bytes]:
    """Return the model that is asked, and the body without what is of the connection: nothing streams here."""
    said = orjson.loads(body)
    said.pop("stream", None)
    return str(said.get("model")), orjson.dumps(said)
