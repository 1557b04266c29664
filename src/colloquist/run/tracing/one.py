"""One conversation watched: its trace stays with it, and goes to LangSmith if that is wanted and answers."""

import atexit
import os
import threading
import warnings
from contextlib import AbstractContextManager, nullcontext
from typing import Literal
from uuid import uuid4

from colloquist.run.tracing.door import Door, Shut
from colloquist.run.tracing.options import Tracing, takes, untraced, wanted, within_a_trace
from colloquist.run.tracing.problem import TracingWarning
from colloquist.run.tracing.runs import packet
from colloquist.run.tracing.sending import Traces, packed
from colloquist.run.tracing.watching import Watcher
from colloquist.show.conversation import Conversation
from colloquist.state.record import Record

TraceTo = bool | Tracing | Literal["local"] | None
"""True: LangSmith; "local": kept with the conversation alone; None: LangSmith where LANGSMITH_TRACING says so."""
HERE = "the conversation is whole, and cq.trace(conversation) shows its trace here"
PATIENCE = 1.0
"""Seconds that a conversation that has ended waits for the answer to a knock at its beginning."""
_OPEN: dict[object, Traces] = {}


class Watch:
    """What watches one conversation, or nothing."""

    def __init__(self, trace: TraceTo, id: str) -> None:
        """Begin to watch the conversation about snippet `id` as `trace` says."""
        # In a trace of the caller's own, a conversation joins that tree as LangChain has it.
        nested = trace is None and within_a_trace()
        tracing = None if trace == "local" or nested else wanted(trace)
        self._knock = Knock(tracing) if tracing and takes(tracing.part, id) else None
        self.watcher = Watcher() if self._knock or trace == "local" else None
        self._alone = not nested and (self.watcher is not None or tracing is not None or trace is False)

    def alone(self) -> AbstractContextManager[object]:
        """Return a context in which nobody else sends traces of the conversation."""
        return untraced() if self._alone else nullcontext()

    def seen(self, record: Record) -> Conversation:
        """Return the conversation that was made, with what was seen of it, and send that where it is to go."""
        if self.watcher is None:
            return Conversation.of(record)
        trace = self.watcher.trace(record.id, record.strategy)
        if self._knock and (traces := self._knock.answered()):
            traces.send(packed(packet(record, trace, str(uuid4()))))
        return Conversation.of(record, trace)


class Knock:
    """A door that is being knocked at while the conversation goes on."""

    def __init__(self, tracing: Tracing) -> None:
        """Knock, unless the door stands open already."""
        self._key = (
            tracing,
            *(os.environ.get(f"LANGSMITH_{name}") for name in ("ENDPOINT", "API_KEY", "PROJECT")),
        )
        self._tracing, self._shut = tracing, ""
        self._thread = threading.Thread(target=self._open, daemon=True)
        if self._key not in _OPEN or _OPEN[self._key].shut:
            _OPEN.pop(self._key, None)
            self._thread.start()

    def answered(self) -> Traces | None:
        """Return what sends traces, or None with a warning that says why there is nobody to send them to."""
        if self._thread.ident:
            self._thread.join(PATIENCE)
        traces = _OPEN.get(self._key)
        if traces is None:
            why = self._shut or "LangSmith has not answered yet"
            warnings.warn(f"not traced: {why}; {HERE}", TracingWarning, stacklevel=4)
        return traces

    def _open(self) -> None:
        try:
            traces = Traces(Door(self._tracing))
        except Shut as shut:
            self._shut = str(shut)
            return
        _OPEN[self._key] = traces
        atexit.register(traces.settled, HERE)
