"""The pace of a run: every request of all its conversations takes its turn here, in the lane of its model."""

from collections.abc import Callable

from colloquist.models.bucket import Bucket
from colloquist.models.ceiling import Ceiling
from colloquist.models.lane import Lane
from colloquist.models.turn import LaneTurn

RAMP = 2
"""Calls per place in the room in which the room grows."""


class RunPace:
    """One lane per model and server, made inside the event loop that it is used in.

    `room` is the most requests a lane has in flight; `rpm` and `tpm` are limits per minute of each model,
    in requests and in tokens (prompt and reply), None for no limit but the ones its server shows. `say` is
    told what a paused run waits for, and None once it goes on. `ceiling` returns that of a model's lane, where
    other processes share it.
    """

    def __init__(
        self,
        room: int,
        rpm: float | None = None,
        tpm: float | None = None,
        say: Callable[[str | None], object] = lambda said: None,
        ceiling: Callable[[str], Ceiling] | None = None,
    ) -> None:
        self._room, self._rpm, self._tpm, self._say = room, rpm, tpm, say
        self._ceiling = ceiling or (lambda model: Ceiling(RAMP * room))
        self._lanes: dict[str, Lane] = {}
        self._said: dict[str, str] = {}

    @property
    def mute(self) -> bool:
        """Whether some lane has failed and never answered, or not for a day."""
        return any(lane.mute for lane in self._lanes.values())

    def turn(self, model: str, tokens: int) -> LaneTurn:
        """Return the turn of a call whose prompt is about `tokens` tokens long, in the lane called `model`."""
        lane = self._lanes.get(model) or self._opened(model)
        return LaneTurn(lane, tokens)

    def _opened(self, model: str) -> Lane:
        requests = Bucket.per_minute(self._rpm) if self._rpm else None
        tokens = Bucket.per_minute(self._tpm) if self._tpm else None
        lane = Lane(self._room, requests, tokens, self._ceiling(model), lambda said: self._tell(model, said))
        self._lanes[model] = lane
        return lane

    def _tell(self, model: str, said: str | None) -> None:
        """Pass on what the lanes wait for: one line, or None when none of them waits."""
        if said is None:
            self._said.pop(model, None)
        else:
            self._said[model] = f"{model} {said}"
        self._say("; ".join(self._said.values()) or None)
