"""Running the default graph from a test in one line."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from colloquist.graphs import load
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet


@pytest.fixture
def played(snippet: Snippet) -> Callable[..., Awaitable[Record]]:
    """Run the default graph on the shared snippet and return its record."""

    async def play(model: Any, **options: Any) -> Record:
        settings = Settings(model=model, **options)
        ended = await load("conversation").ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "conversation", settings, 0.0)

    return play
