"""The appraiser: whoever reads and weighs, asked through a journal so that nothing is paid for twice."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from colloquist.models import FATAL, Caller, ModelFailure
from colloquist.run.budget import RunBudget
from colloquist.run.journal import SqliteJournal
from colloquist.run.losses import MEND
from colloquist.run.problem import RunStopped
from colloquist.state.budget import LimitReached
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

Result = TypeVar("Result")


@dataclass
class Appraiser:
    """Asks for so many things at a time. `settings` are the common ones, whose judge it is."""

    settings: Settings
    journal: SqliteJournal
    budget: RunBudget
    concurrency: int

    def caller(self, node: str, snippet: Snippet) -> Caller:
        """Return a caller for one thing; the same words are paid for once, whoever they are about."""
        own = self.settings.with_parts(journal=self.journal.of(node), budget=self.budget)
        return Caller(node, open_dialogue(snippet), own)

    async def each(
        self, jobs: Sequence[Callable[[], Awaitable[Result]]], seen: Callable[[int], object]
    ) -> tuple[list[Result | str | None], LimitReached | None]:
        """Return what each job came to, and the limit that was met, if any.

        A job that a model failed is why; one that the limit did not let be asked is None. `seen` is told how many
        have ended. Raises RunStopped when every other one would fail like it.
        """
        slots, ended = asyncio.Semaphore(self.concurrency), 0
        reached: list[LimitReached] = []

        async def one(job: Callable[[], Awaitable[Result]]) -> Result | str | None:
            nonlocal ended
            async with slots:
                try:
                    return await job()
                except LimitReached as limit:
                    reached.append(limit)
                    return None
                except ModelFailure as failure:
                    if failure.kind in FATAL:
                        raise RunStopped(
                            f"{failure} (the reader or judge of the comparison); {MEND[failure.kind]}, and the "
                            "same command goes on from here"
                        ) from None
                    return f"{failure.kind}: {failure}"
                finally:
                    ended += 1
                    seen(ended)

        tasks = [asyncio.create_task(one(job)) for job in jobs]
        try:
            return list(await asyncio.gather(*tasks)), reached[0] if reached else None
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
