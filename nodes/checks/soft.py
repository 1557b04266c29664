"""Soft numbers: two things, the third step, half of it, which are a manner of speaking more often than a claim."""

from colloquist.nodes.checks.holding import Stock, same_number
from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.units import Unit

SMALL = 12


def is_soft(one: Quantity) -> bool:
    """Whether a number may be a manner of speaking: two things, the third step, half of it, a day, 1."""
    if one.form == "article" or (one.unit is None and one.values[0] == 1):
        return True
    is_exact = one.form in ("figure", "share") or (one.form == "word" and one.values[0] > SMALL)
    return one.unit is None and not is_exact


def has_rival(one: Quantity, cited: Stock, before: Stock, everywhere: Stock, kind: str) -> bool:
    """Whether what is cited counts the same thing and gives another number; `kind` is the sentence's label."""
    if one.form in ("article", "ordinal", "fraction"):
        alike = [other for other in cited.all if other.form == one.form and _is_alike(one, other)]
        return bool(alike) and not any(stock.holds(one) for stock in (cited, before, everywhere))
    if one.form == "figure":
        return False
    rivals = [other for other in cited.all if _counts_the_same(one, other)]
    if rivals:
        stands_alone = not any(same_number(one, other) for other in rivals)
    else:
        stands_alone = one.values[0] > 3 and kind == "grounded" and not (cited.holds(one) or everywhere.holds(one))
    return stands_alone and not before.holds(one)


def _is_alike(one: Quantity, other: Quantity) -> bool:
    if one.unit is None or other.unit is None:
        return one.unit is other.unit
    return one.unit.powers == other.unit.powers or _span(one.unit) == _span(other.unit) != 0


def _span(unit: Unit) -> int:
    """Return the power of time in a unit that is nothing but time, weeks and months alike; 0 for others."""
    return unit.powers[0][1] if len(unit.powers) == 1 and unit.powers[0][0] in ("T", "month") else 0


def _counts_the_same(one: Quantity, other: Quantity) -> bool:
    return bool(one.counted) and one.counted.split()[0] == other.counted.partition(" ")[0]
