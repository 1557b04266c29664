"""A ceiling that processes share: what any of them sends, and what it is refused, counts for all of them.

Each with a ceiling of its own would fill up what another one left, until one had nearly all and one nothing.
"""

from array import array
from collections import deque
from collections.abc import Callable, Iterator, MutableSequence
from contextlib import AbstractContextManager, contextmanager
from operator import attrgetter

from colloquist.models.ceiling import FLOOD, SLACK, Ceiling, Sent

_BEGUN, _CLOSED, _FIRST = range(3)
_KEPT = [name for name in vars(Ceiling()) if name != "_lately"]
_kept: Callable[[Ceiling], tuple[float, ...]] = attrgetter(*_KEPT)
_DUE = _FIRST + _KEPT.index("_due")
_LATELY = _FIRST + len(_KEPT)
_NONE = (0,) * FLOOD[1]
SIZE = _LATELY + FLOOD[1]
"""Numbers that a ceiling is."""


class SharedCeiling(Ceiling):
    """Counts in SIZE `numbers` that processes share, which are 0 at first, while it is `alone` with them."""

    def __init__(self, ramp: int, numbers: MutableSequence[float], alone: AbstractContextManager[object]) -> None:
        super().__init__(ramp)
        self._numbers, self._alone = numbers, alone

    def free_at(self) -> float:
        """Return the time from which the next request of any process may be sent."""
        return max(self._numbers[_DUE] - SLACK, self._numbers[_CLOSED])

    def sent(self, now: float) -> Sent:
        """Count a request that is sent."""
        with self._common():
            return super().sent(now)

    def refused(self, sent: Sent, opens: float) -> bool:
        """Count a refusal; one for which the lane should close closes those of the others too."""
        with self._common():
            closes = super().refused(sent, opens)
            if closes:
                self._numbers[_CLOSED] = max(self._numbers[_CLOSED], opens)
            return closes

    @contextmanager
    def _common(self) -> Iterator[None]:
        """Take up what the others have left, and leave what becomes of it."""
        with self._alone:
            if self._numbers[_BEGUN]:
                vars(self).update(zip(_KEPT, self._numbers[_FIRST:_LATELY], strict=True))
                self._lately = deque((int(one) for one in self._numbers[_LATELY:SIZE] if one), FLOOD[1])
            yield
            lately = (*self._lately, *_NONE[len(self._lately) :])
            self._numbers[_FIRST:SIZE] = array("d", (*_kept(self), *lately))
            self._numbers[_BEGUN] = 1  # at last: nobody may read what is half written
