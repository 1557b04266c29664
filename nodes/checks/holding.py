"""Holding: whether a quantity of an answer is one that was given, converted, rounded or worked out from such."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import pi

from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.units import Unit

CONSTANTS = (2.0, 3.0, 4.0, 7.0, 10.0, 12.0, 24.0, 52.0, 60.0, 100.0, 180.0, 360.0, 365.0, 1000.0, 3600.0, pi)
WELL_KNOWN = (365.25, 366.0, 30.44, 3.14, 3.1416, 3.14159, 2.718, 9.81, 9.8, 2.54, 0.3048, 1.609, 273.15, 1024.0)
FEW = 6
"""Numbers up to which two steps of reckoning are tried: with more of them, chance would explain anything."""
_ANGLES = ("degree", "K", "F", "radian")
Powers = tuple[tuple[str, int], ...]


class Stock:
    """Quantities that were given, kept so that one can be looked up without going through all of them.

    What is given is gone through when something is first looked up: most of it never has to be.
    """

    def __init__(self, given: Iterable[Quantity] = ()) -> None:
        self._all: list[Quantity] = []
        self._by_value: defaultdict[float, list[Quantity]] = defaultdict(list)
        self._by_powers: defaultdict[Powers | None, list[Quantity]] = defaultdict(list)
        self._given = [given]

    def add(self, given: Iterable[Quantity]) -> None:
        """Take in more."""
        self._given.append(given)

    @property
    def all(self) -> list[Quantity]:
        """All of them, in the order in which they were given."""
        given, self._given = self._given, []
        for one in chain.from_iterable(given):
            self._all.append(one)
            self._by_powers[one.unit.powers if one.unit else None].append(one)
            for value in one.values:
                self._by_value[value].append(one)
        return self._all

    def holds(self, said: Quantity) -> bool:
        """Whether what was said is here: the same, converted, or rounded to the digits that it is written with."""
        all_ = self.all
        exact = (one for value in said.values for one in self._by_value.get(value, ()))
        if any(same(said, one) for one in exact):
            return True
        if said.unit is None:
            return any(same(said, one) for one in all_)
        return any(same(said, one) for one in self._of_one_kind(said.unit))

    def has(self, value: float) -> bool:
        """Whether a bare number is here, as it is or as a percentage."""
        near_by = (value, round(100 * value, 9), value / 100)
        return bool(self.all) and any(one in self._by_value for one in near_by)

    def _of_one_kind(self, unit: Unit) -> Iterator[Quantity]:
        yield from self._by_powers.get(None, ())
        if unit.powers in self._by_powers:
            yield from self._by_powers[unit.powers]
        if _base(unit) in (*_ANGLES, "month", "T"):
            yield from (one for one in self.all if one.unit and one.unit.powers != unit.powers)


def same(said: Quantity, given: Quantity) -> bool:
    """Whether two quantities agree in amount, by the digits that `said` is written with, and in unit."""
    if said.unit is None or given.unit is None:
        if said.unit and given.counted and not (said.unit.powers == _SHARE and given.values[0] < 1):
            return False
        return any(near(said, a, b) for a in said.values for b in _bare(said, given))
    if said.unit.powers == given.unit.powers:
        scale = given.unit.factor / said.unit.factor
        return any(near(said, a, b * scale) for a in said.values for b in given.values)
    return any(near(said, a, b) for a in said.values for b in _converted(given, said.unit))


def same_number(said: Quantity, given: Quantity) -> bool:
    """Whether two quantities are written with the same number, whatever the unit."""
    return any(abs(a - b) < 1e-9 * max(1.0, abs(a)) for a in said.values for b in given.values)


def near(said: Quantity, value: float, given: float) -> bool:
    """Whether `given`, rounded to what `said` shows, is `value`; a hedged number may be two percent off."""
    off = abs(value - given)
    if off <= 0.501 * said.step and (value or not given):
        return said.step < 1 or off < 1e-9 or given != int(given)
    return said.loose and off <= max(0.5 * said.round_to, 0.02 * abs(given)) and off <= 0.1 * abs(given)


def _bare(said: Quantity, given: Quantity) -> Iterable[float]:
    """Return what `given` may be where one of the two has no unit: percent and fraction stand for each other."""
    yield from given.values
    if given.unit and given.unit.powers == _SHARE:
        yield from (value * given.unit.factor for value in given.values)
    elif said.unit and said.unit.powers == _SHARE:
        yield from (value / said.unit.factor for value in given.values if abs(value) <= 1)


_SHARE: Powers = (("share", 1),)


def _converted(given: Quantity, unit: Unit) -> Iterable[float]:
    """Return the values of `given` in another scale: temperatures, angles, and years that count as time."""
    if given.unit is None:
        return
    there, here = _base(given.unit), _base(unit)
    if "degree" in (there, here) and there in _ANGLES and here in _ANGLES:
        yield from given.values
    for value in given.values:
        if (there, here) == ("K", "F"):
            yield from (value * 9 / 5 + 32, value * 9 / 5)
        elif (there, here) == ("F", "K"):
            yield from ((value - 32) * 5 / 9, value * 5 / 9)
        elif (there, here) == ("K", "K"):
            yield from (value + 273.15, value - 273.15)
        elif (there, here) == ("month", "T"):
            yield value * given.unit.factor * 30.44 * 86400 / unit.factor
        elif (there, here) == ("T", "month"):
            yield value * given.unit.factor / (30.44 * 86400) / unit.factor


def _base(unit: Unit) -> str:
    return unit.powers[0][0] if len(unit.powers) == 1 and unit.powers[0][1] == 1 else ""


def worked_out(said: Quantity, near_by: Sequence[Quantity], far: Sequence[Quantity] = ()) -> bool:
    """Whether one step of reckoning leads from what is near or far to what was said, or two from what is near.

    What comes out is compared as a number, as written and in base units: which unit a step should have is
    left to whoever reads. Near is what the sentence cites, says itself and answers.
    """
    close, all_ = _values(near_by), _values([*near_by, *far])
    others = sorted({*all_, *CONSTANTS})
    if said.values[0] in WELL_KNOWN:
        return True
    for target, slack in targets(said):
        if _one_step(target, slack, close, others):
            return True
    if len(close) > FEW:
        return False
    halfway = sorted({value for a in close for b in [*close, 2.0, pi] for value in _simple(a, b) if value})
    return any(_one_step(target, slack, halfway, close) for target, slack in targets(said))


def _values(given: Sequence[Quantity]) -> list[float]:
    return sorted({abs(value) for one in given for value in _scaled(one)} - {0.0})


def _scaled(one: Quantity) -> list[float]:
    """Return a quantity's values as written, and in base units where it has a unit."""
    if one.unit is None or one.unit.factor == 1:
        return list(one.values)
    return [*one.values, *(value * one.unit.factor for value in one.values)]


def targets(said: Quantity) -> Iterator[tuple[float, float]]:
    """Yield what a result may be compared with, as written and in base units, each with what rounding allows."""
    for target in _scaled(said):
        scale = abs(target / said.values[0]) if said.values[0] else 1.0
        slack = 0.51 * said.step * scale
        if said.loose:
            slack = max(slack, 0.5 * said.round_to * scale, 0.02 * abs(target))
        yield abs(target), max(slack, 1e-9 * abs(target))


def _simple(a: float, b: float) -> tuple[float, ...]:
    return a + b, abs(a - b), a * b, a / b, b / a


def _one_step(target: float, slack: float, left: Sequence[float], right: Sequence[float]) -> bool:
    """Whether an a of `left` and a b of `right` (sorted) give the target: + - × ÷, percent of, on or off."""
    low, high = target - slack, target + slack
    for a in left:
        if _any(right, low - a, high - a) or _any(right, a - high, a - low) or _any(right, low + a, high + a):
            return True
        if _any(right, low / a, high / a) or _any(right, low * a, high * a):
            return True
        if low > 0 and _any(right, a / high, a / low):
            return True
        percent = 100 / a
        if _any(right, low * percent, high * percent) or _any(right, 100 - high * percent, 100 - low * percent):
            return True
        if _any(right, low * percent - 100, high * percent - 100) or _any(right, low * a / 100, high * a / 100):
            return True
        if any(low <= value <= high for value in (a * a, a**0.5, abs(100 - a), abs(1 - a), 100 * a)):
            return True
    return False


def _any(ordered: Sequence[float], low: float, high: float) -> bool:
    at = bisect_left(ordered, low)
    return at < len(ordered) and ordered[at] <= high
