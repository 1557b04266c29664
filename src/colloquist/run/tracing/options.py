"""What of a run is traced: which share of its conversations, where to, and what must not leave this machine."""

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

from langsmith import run_helpers, tracing_context
from langsmith.utils import tracing_is_enabled

from colloquist.state.settings import SettingsError

Hidden = Literal["nothing", "inputs", "outputs", "both"]
MASK = "<masked>"


@dataclass(frozen=True, kw_only=True)
class Tracing:
    """How conversations are traced to LangSmith. What is None comes from the environment."""

    share: float | None = None
    """Share of the conversations, from 0 to 1, the same each time; LANGSMITH_TRACING_SAMPLING_RATE, or all."""
    project: str | None = None
    """Project to trace to; LANGSMITH_PROJECT, or "default"."""
    hide: Hidden | None = None
    """What is not sent at all; LANGSMITH_HIDE_INPUTS and LANGSMITH_HIDE_OUTPUTS, or nothing."""
    mask: str | Sequence[str] | Callable[[str], str] = ()
    """Regular expressions, one or several, whose matches are sent as <masked>; or a function from text to text."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if not 0 <= self.part <= 1:
            raise SettingsError(f"the share of traced conversations is {self.part}: it is a number from 0 to 1")
        if self.hidden not in ("nothing", "inputs", "outputs", "both"):
            raise SettingsError(f"hide is {self.hide!r}: nothing, inputs, outputs or both is wanted")
        if not callable(self.mask):
            one = isinstance(self.mask, str)
            object.__setattr__(self, "mask", (self.mask,) if one else tuple(self.mask))
        for pattern in () if callable(self.mask) else self.mask:
            try:
                re.compile(pattern)
            except re.error as error:
                raise SettingsError(f"mask {pattern!r} is no regular expression: {error}") from None

    @property
    def part(self) -> float:
        """The share that is traced."""
        said = _variable("TRACING_SAMPLING_RATE") if self.share is None else self.share
        try:
            return float(said if said != "" else 1.0)
        except ValueError:
            raise SettingsError(f"LANGSMITH_TRACING_SAMPLING_RATE is {said!r}: a number is wanted") from None

    @property
    def into(self) -> str:
        """The project."""
        return self.project or _variable("PROJECT") or _variable("SESSION") or "default"

    @property
    def hidden(self) -> Hidden:
        """What is not sent."""
        if self.hide is not None:
            return self.hide
        inputs, outputs = (_variable(f"HIDE_{what}") == "true" for what in ("INPUTS", "OUTPUTS"))
        return "both" if inputs and outputs else "inputs" if inputs else "outputs" if outputs else "nothing"

    def masked(self, text: str) -> str:
        """Return a text as it may leave this machine."""
        if callable(self.mask):
            return self.mask(text)
        for pattern in self.mask:
            text = re.sub(pattern, MASK, text)
        return text


def wanted(trace: bool | Tracing | None) -> Tracing | None:
    """Return how to trace, or None; where nothing is said, LANGSMITH_TRACING decides."""
    if trace is None:
        trace = tracing_is_enabled() is True
    return (Tracing() if trace else None) if isinstance(trace, bool) else trace


def takes(share: float, id: str) -> bool:
    """Say whether a conversation is among the share that is traced; the id of its snippet decides."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:4]) < share * 2**32


def untraced() -> AbstractContextManager[object]:
    """Return a context in which LangChain sends no traces of its own: ours are sent instead of them."""
    return tracing_context(enabled=False) if tracing_is_enabled() else nullcontext()


def within_a_trace() -> bool:
    """Say whether whoever calls is being traced already: the conversation then joins their tree."""
    return run_helpers.get_current_run_tree() is not None


def _variable(name: str) -> Any:
    """Return an environment variable of LangSmith's, under its newer or its older name."""
    return os.environ.get(f"LANGSMITH_{name}") or os.environ.get(f"LANGCHAIN_{name}") or ""
