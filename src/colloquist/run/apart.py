"""Work that is awaited apart: in a context of its own, as LangGraph has for every node, yet without a task.

A task would let everybody else have a turn before each node; what is set in the context ends with the work.
"""

from collections.abc import Awaitable, Generator
from contextvars import Context
from functools import partial
from typing import Any


class Apart(Awaitable[Any]):
    """Awaits what it was given, every step of it in `context`."""

    def __init__(self, work: Awaitable[Any], context: Context) -> None:
        self._work, self._context = work, context

    def __await__(self) -> Generator[Any, Any, Any]:
        """Go on with the work whenever what it waits for has come; it ends, raises and is cancelled as ever."""
        work: Any = self._work.__await__()
        go_on = partial(next, work)
        while True:
            try:
                waits_for = self._context.run(go_on)
            except StopIteration as ended:
                return ended.value
            try:
                yield waits_for
            except GeneratorExit:
                self._context.run(work.close)
                raise
            except BaseException as error:
                go_on = partial(work.throw, error)
            else:
                go_on = partial(next, work)
