"""The trace: what a conversation did, visit by visit and call by call, to see how it came about."""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

PROMPT: ContextVar[str] = ContextVar("PROMPT", default="")
"""The prompt that the running task has filled last: the one that its next call sends."""
SETBACKS: ContextVar[list[str] | None] = ContextVar("SETBACKS", default=None)
"""Where tries of the running call that brought no reply are noted; None where nobody looks."""


class Said(NamedTuple):
    """One message of a request: who speaks (system, human, ai), and the words."""

    speaker: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One request to a model and its reply. `began` counts seconds from the start of the conversation."""

    role: str
    model: str
    prompt: str = ""
    """Name of the prompt it was made from; empty where that is not known."""
    attempt: int = 0
    """0 for the first try; above that, the reply before could not be used."""
    sample: int = 0
    """Which of the requests that were made side by side."""
    schema: str = ""
    asked: tuple[Said, ...] | None = None
    reply: str | None = None
    outcome: str = "ok"
    fault: str = ""
    """Why the reply could not be used, or why none came."""
    setbacks: tuple[str, ...] = ()
    """Tries that brought no reply: refusals of the server, lost connections."""
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    began: float = 0.0
    seconds: float = 0.0
    recalled: bool = False
    """Whether the reply came from the journal of the run."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One visit of a node: what it asked, what it returned, and where the graph went from there."""

    node: str
    path_id: str = ""
    turn_id: str = ""
    """The turn that it spoke, or judged."""
    role: str = ""
    """Who speaks in that turn."""
    decision: str = ""
    """The label of the edge that was taken; empty where there is only one way."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    error: str = ""
    began: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A conversation as a tree of two levels. `made` says what it was made from."""

    id: str
    strategy: str
    visits: tuple[Visit, ...]
    seconds: float
    started: float
    """Seconds since 1970; 0 where it is not known."""
    made: Literal["live", "replay", "record"] = "live"
    notes: tuple[str, ...] = ()
    """What is missing, and why."""

    def exchanges(self) -> Iterator[Exchange]:
        """Yield every call in order."""
        return (exchange for visit in self.visits for exchange in visit.exchanges)
