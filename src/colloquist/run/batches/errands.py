"""The errands to the provider: a batch handed in, looked at until it has ended, and its files fetched.

A provider that is away for a while is waited for. What it refuses for good stops the run with one line.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from colloquist.models.outage import in_words, passing, pause, status_of
from colloquist.run.batches.lines import replies, request_lines
from colloquist.run.batches.provider import ENDED, Batch, Provider
from colloquist.run.batches.shelf import Shelf
from colloquist.run.batches.telling import Telling
from colloquist.run.problem import RunStopped
from colloquist.state.batches import Batching

Result = TypeVar("Result")
TRIES = 6
"""How often a provider is tried that has never answered this run."""
AGE = 0.1
"""The pause between two looks, as a share of the age of the batch."""


class Errands:
    """What is done for one batch after the other, or for several at a time."""

    def __init__(self, shelf: Shelf, batching: Batching, telling: Telling) -> None:
        self._shelf, self._batching, self._telling = shelf, batching, telling
        self._heard: set[str] = set()

    async def ended(self, number: int, provider: Provider, *, fresh: bool) -> Batch:
        """Return a batch once it has ended in whatever way; hand it in first where that has not been done.

        One that is not `fresh` was put together before a stop, and may be at the provider without being
        known here. Raises RunStopped when the provider does not want this run.
        """
        id_ = self._shelf.batch(number).id or await self._handed_in(number, provider, fresh)
        began = time.monotonic()
        while True:
            batch = await self._patiently(number, provider, lambda: provider.look(id_))
            age = time.monotonic() - began
            self._telling.look(number, batch)
            if batch["status"] in ENDED:
                return batch
            await asyncio.sleep(min(self._batching.longest, max(self._batching.first, age * AGE)))

    async def results(self, number: int, provider: Provider, batch: Batch) -> dict[bytes, bytes | Exception]:
        """Return what the files of an ended batch say, by the name of the request."""
        found: dict[bytes, bytes | Exception] = {}
        for file in (batch.get("output_file_id"), batch.get("error_file_id")):
            if file:
                said = await self._patiently(number, provider, partial(provider.content, file))
                found = {**dict(replies(said, number, provider.root)), **found}
        return found

    async def _handed_in(self, number: int, provider: Provider, fresh: bool) -> str:
        """Return the id of a batch that is at the provider, once; whenever that is in doubt it is looked for."""
        marks = {"colloquist_run": self._shelf.run, "colloquist_batch": str(number)}
        since = self._shelf.batch(number).made
        there = None if fresh else await self._patiently(number, provider, lambda: provider.find(marks, since))
        if there is None:
            requests = self._shelf.requests(number)
            self._telling.note(number, f"being handed in, {len(requests):,} requests")
            lines = request_lines(requests, number)
            name = f"colloquist-{self._shelf.run[:8]}-{number}.jsonl"
            file = await self._patiently(number, provider, lambda: provider.upload(name, lines))
            doubts: list[Exception] = []

            async def made() -> Batch:
                found = await provider.find(marks, since) if doubts else None
                return found or await provider.create(file, marks)

            there = await self._patiently(number, provider, made, doubts)
        self._shelf.know(number, str(there["id"]))
        return str(there["id"])

    async def _patiently(
        self,
        number: int,
        provider: Provider,
        act: Callable[[], Awaitable[Result]],
        met: list[Exception] | None = None,
    ) -> Result:
        """Return what an act comes to, repeated while its faults may pass; those it has `met` are added up."""
        met = [] if met is None else met
        while True:
            try:
                done = await act()
            except Exception as error:
                met.append(error)
                if not passing(error) or (len(met) >= TRIES and provider.root not in self._heard):
                    raise _hopeless(provider, error) from error
                wait = min(self._batching.longest, pause(error, min(len(met) - 1, 10)))
                self._telling.note(number, f"the provider does not answer ({in_words(error)}); trying on")
                await asyncio.sleep(wait)
            else:
                self._heard.add(provider.root)
                return done


def _hopeless(provider: Provider, error: Exception) -> RunStopped:
    hint = " (is there a Batch API, and was the batch made with this key?)" if status_of(error) == 404 else ""
    said = f"batches at {provider.root}: {in_words(error)}{hint}"
    return RunStopped(f"{said}; mend that, and the same command goes on from here")
