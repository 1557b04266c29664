"""The rates of a run: requests and tokens per minute and model, and the pace that keeps them."""

from collections.abc import Callable
from typing import NamedTuple

from colloquist.models.ceiling import Ceiling
from colloquist.models.pace import RunPace
from colloquist.state.settings import SettingsError


class Rates(NamedTuple):
    """Requests and tokens (prompt and reply) per minute of each model; None is no limit but the server's own."""

    rpm: float | None = None
    tpm: float | None = None

    def check(self) -> None:
        """Raise SettingsError for a rate that is no number above zero."""
        for name, value in self._asdict().items():
            if value is not None and not (type(value) in (int, float) and value > 0):
                raise SettingsError(f"{name} is {value!r}: a number above 0 is wanted")

    def pace(
        self,
        slots: int,
        of: int,
        say: Callable[[str | None], object] = lambda said: None,
        ceiling: Callable[[str], Ceiling] | None = None,
    ) -> RunPace:
        """Return the pace of so many slots `of` all that a run has, which keep their part of the rates.

        What a server lets through is for all: with several processes they share the `ceiling` of each lane.
        """
        rpm, tpm = (rate if rate is None else rate * slots / of for rate in self)
        return RunPace(slots, rpm, tpm, say, ceiling)
