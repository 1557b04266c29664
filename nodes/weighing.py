"""Weighing two conversations from the same sources against each other, by a judge who knows neither's origin."""

from collections.abc import Sequence

from colloquist.models import Caller
from colloquist.nodes.messages import as_messages
from colloquist.prompts import blocks, render
from colloquist.state.dialogue import Turn
from colloquist.state.reading import Weighing
from colloquist.state.snippet import Snippet


async def weigh(
    caller: Caller, first: Sequence[Turn], second: Sequence[Turn], sources: Sequence[Snippet]
) -> Weighing:
    """Return which of two conversations should rather be learned from. Raises ModelFailure.

    `sources` are those that either of them met.
    """
    prompt = render(
        "weigh_pair",
        caller.settings.prompts,
        sources="\n".join(blocks.source(n, snippet) for n, snippet in enumerate(sources, start=1)),
        first=blocks.transcript(first),
        second=blocks.transcript(second),
    )
    return await caller.value("judge", as_messages(prompt), Weighing)
