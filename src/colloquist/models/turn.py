"""The turn of one call in the lane of its model, and what the lane remembers of it from try to try."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from colloquist.models.ceiling import Sent

if TYPE_CHECKING:
    from colloquist.models.lane import Lane


class LaneTurn:
    """Entered once for every try of the call."""

    __slots__ = (
        *("_lane", "prompt", "output", "tokens", "sent", "resumes", "answers"),
        *("spared", "setbacks", "blamed", "probes"),
    )

    def __init__(self, lane: Lane, prompt: int) -> None:
        self._lane = lane
        self.spared = False
        """Whether the last try failed for a reason that is sat out."""
        self.prompt, self.output, self.tokens = prompt, 0, 0.0
        """Tokens of the prompt and of the reply, and of both as they were thought to be."""
        self.sent = Sent(-inf, 0, 0)
        """The last try."""
        self.resumes = -inf
        """When the next try may be sent."""
        self.answers = 0
        """How many replies the lane had had when the last try failed, or the first was sent."""
        self.setbacks, self.blamed, self.probes = 0, 0, 0
        """Tries that were sat out; that failed while others were answered; that failed as probes of a silence."""

    def used(self, prompt: int, output: int) -> None:
        """Take what the reply cost in tokens."""
        self._lane.correct(self, prompt, output)

    async def __aenter__(self) -> None:
        """Wait until the request may be sent."""
        await self._lane.enter(self)

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Make room for the next request."""
        self._lane.leave(self, error)
