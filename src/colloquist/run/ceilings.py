"""The ceilings of a run with workers: a small file that all of them map, and a lock on it for who counts there."""

import zlib
from pathlib import Path
from typing import Self

from colloquist.models.ceiling import Ceiling
from colloquist.models.shared_ceiling import SIZE, SharedCeiling
from colloquist.run.counters import mapped
from colloquist.run.lock import Alone

LANES = 16
"""Models whose ceilings can be shared; the roles of a run have nine at most."""
_WIDTH = 1 + SIZE
NUMBERS = LANES * _WIDTH
NAME = ".ceilings"


class Ceilings:
    """One ceiling for each lane, the same one in every process that maps the file."""

    def __init__(self, path: Path, ramp: int) -> None:
        """Map a file of NUMBERS numbers; `ramp` is the number of calls in which the room of all grows."""
        self._file = path.open("r+b")
        self._alone = Alone(self._file)
        self._numbers, self._ramp = mapped(path), ramp

    def __enter__(self) -> Self:
        """Return itself: it is ready."""
        return self

    def __exit__(self, *_: object) -> None:
        """Lock nothing any more."""
        self._file.close()

    def of(self, lane: str) -> Ceiling:
        """Return the ceiling of a lane, which nobody shares where there are more lanes than LANES."""
        name = zlib.crc32(lane.encode()) + 1.0  # no lane is called 0
        with self._alone:
            for at in range(0, NUMBERS, _WIDTH):
                if self._numbers[at] in (0.0, name):
                    self._numbers[at] = name
                    return SharedCeiling(self._ramp, self._numbers[at + 1 : at + _WIDTH], self._alone)
        return Ceiling(self._ramp)
