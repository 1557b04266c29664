"""The workers of a run: processes that share its conversations, its folder, its journal and its limits.

The run itself keeps the lock, the corpus, the order and the files; what a worker has made comes to it as
finished lines. A conversation goes to whoever has most room when its turn comes.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel

from colloquist.run.budget import WIDTH, RunBudget
from colloquist.run.ceilings import NAME as CEILINGS
from colloquist.run.ceilings import NUMBERS
from colloquist.run.counters import counters, mapped
from colloquist.run.ending import Ending
from colloquist.run.floor import closing_beside
from colloquist.run.frames import Job
from colloquist.run.order import Order
from colloquist.run.window import Window
from colloquist.run.worker import Worker
from colloquist.state.budget import NoBudget
from colloquist.state.journal import NoJournal
from colloquist.state.library import NoLibrary
from colloquist.state.pace import NoPace
from colloquist.state.settings import ROLES, Settings, SettingsError

READY = 2
"""Conversations per worker that wait there for a slot, so that none stands empty while the next is sent."""


def check_workers(workers: int, concurrency: int, strategy: object, settings: Settings) -> None:
    """Raise SettingsError for a run that cannot be shared among processes."""
    for name, value in (("workers", workers), ("concurrency", concurrency)):
        if type(value) is not int or value < 1:
            raise SettingsError(f"{name} is {value!r}: a whole number from 1 on is wanted")
    if workers == 1:
        return
    if not isinstance(strategy, str):
        raise SettingsError(
            "workers take a strategy by name or by file (my_own.py:build): a compiled graph cannot be sent to "
            "another process; pass its name, or leave workers at 1"
        )
    if any(isinstance(settings.of(role).model, BaseChatModel) for role in ROLES):
        raise SettingsError(
            "workers take models by name: a chat model object cannot be sent to another process; pass its name "
            "and base_url, or leave workers at 1"
        )


class Workers:
    """So many processes, made to share a run that has its corpus and its journal."""

    def __init__(
        self, number: int, folder: Path, order: Order, budget: RunBudget, say: Callable[[str | None], object]
    ) -> None:
        """Share the slots that are ordered as evenly as can be; `say` is told what one waits for, or None."""
        self._say = say
        self._settings, self._budget, self._folder = order.settings, budget, folder
        concurrency = order.concurrency
        alone = replace(order.settings, library=NoLibrary(), journal=NoJournal(), pace=NoPace(), budget=NoBudget())
        self._slots = [concurrency // number + (n < concurrency % number) for n in range(number)]
        self._job = Job(
            folder=folder,
            counters=folder,
            ceilings=folder,
            strategy=order.strategy,
            made_by=order.made_by,
            settings=alone,
            budget=budget,
            rates=order.rates,
            number=0,
            slots=1,
            slots_of_all=concurrency,
            share=order.share,
        )

    async def endings(self, ids: Iterable[str]) -> AsyncGenerator[Ending, None]:
        """Yield how each snippet ends, in order, as `Flight.endings` does."""
        number = len(self._slots)
        with (
            counters(self._folder, number * WIDTH) as shared,
            counters(self._folder, NUMBERS, CEILINGS) as ceilings,
        ):
            self._budget.share(mapped(shared))
            job = replace(self._job, counters=shared, ceilings=ceilings)
            jobs = [replace(job, number=n, slots=own) for n, own in enumerate(self._slots)]
            workers: list[Worker] = []

            def say() -> None:
                self._say(next((one.waits_for for one in workers if one.waits_for), None))

            workers += [Worker(job, say) for job in jobs]
            beside = READY * number + sum(map(closing_beside, self._slots))
            window = Window(sum(self._slots) + beside, self._budget, self._settings.timeout)
            living = [asyncio.create_task(worker.live()) for worker in workers]
            for life in living:
                life.add_done_callback(lambda life: _pass_on(life, window))
            try:
                begin = lambda id_: min(workers, key=lambda worker: worker.load).begin(id_)  # noqa: E731
                async with aclosing(window.endings(ids, begin)) as endings:
                    async for ending in endings:
                        yield ending
            finally:
                await asyncio.gather(*(map(Worker.leave, workers, living)))


def _pass_on(life: "asyncio.Task[None]", window: Window) -> None:
    if not life.cancelled() and (fault := life.exception()):
        window.fail(fault)
