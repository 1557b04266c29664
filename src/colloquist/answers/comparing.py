"""Whether two final answers are the same by value, and which of several are."""

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from itertools import combinations
from typing import NamedTuple

from colloquist.answers.form import Form
from colloquist.answers.numbers import Real, close, number
from colloquist.answers.reading import Answer, Quantity, read
from colloquist.answers.symbols import decided
from colloquist.answers.tree import GROUPS, RELATIONS, Tree, Unreadable
from colloquist.answers.units import Unit, unit

Pair = tuple[str, str]


class NeedsSymPy(ImportError):
    """Answers with variables that only SymPy can compare, which is not installed; the message says how to."""


class Grouping(NamedTuple):
    """Which answers are the same: indices, the largest group first; pairs that could not be decided in time."""

    groups: list[list[int]]
    undecided: int


def value_equal(a: str, b: str, form: Form | None = None) -> bool:
    """Whether two answers are the same by value, in the form asked for. What cannot be decided is not.

    Raises NeedsSymPy.
    """
    return len(grouped([a, b], form).groups) == 1


def grouped(answers: Sequence[str], form: Form | None = None) -> Grouping:
    """Return which of the answers are the same by value; each joins the first group whose first member it equals.

    Raises NeedsSymPy. Symbols may take seconds: call it from a thread.
    """
    found = [read(answer) for answer in answers]
    verdicts = _verdicts(answers, found, form or Form())
    groups: list[list[int]] = []
    for n in range(len(answers)):
        home = next((group for group in groups if verdicts[group[0], n]), None)
        groups.append([n]) if home is None else home.append(n)
    undecided = sum(verdict is None for verdict in verdicts.values())
    return Grouping(sorted(groups, key=lambda group: -len(group)), undecided)


def can_compare_symbols() -> bool:
    """Whether answers with variables can be compared here."""
    return find_spec("sympy") is not None


def _verdicts(answers: Sequence[str], found: Sequence[Answer], form: Form) -> dict[tuple[int, int], bool | None]:
    verdicts = {(i, j): _same(found[i], found[j], form) for i, j in combinations(range(len(found)), 2)}
    open_: dict[tuple[int, int], Pair] = {
        (i, j): tuple(sorted((answers[i], answers[j])))  # type: ignore[misc]
        for (i, j), verdict in verdicts.items()
        if verdict is None
    }
    if not open_:
        return verdicts
    if not can_compare_symbols():
        one, other = next(iter(open_.values()))
        raise NeedsSymPy(
            f"{one!r} and {other!r} can only be compared by SymPy: install it with pip install 'colloquist[math]'"
        )
    results = decided(list(dict.fromkeys(open_.values())))
    return verdicts | {key: results[pair] for key, pair in open_.items()}


def _same(a: Answer, b: Answer, form: Form) -> bool | None:
    """Return whether two answers are the same, or None where that takes symbols."""
    if a.text == b.text:
        return True
    if a.quantity and b.quantity:
        return _same_quantity(a.quantity, b.quantity, form)
    if a.tree and b.tree:
        return same_tree(a.tree, b.tree, form.digits)
    return False


def _same_quantity(a: Quantity, b: Quantity, form: Form) -> bool:
    asked = _asked(form)
    one, other = (q.unit or (asked if not q.label else None) or _PLAIN for q in (a, b))
    if one.dimensions != other.dimensions or (a.label and b.label and a.label != b.label):
        return False
    if a.whole and b.whole and one == other and not form.digits:
        return a.value == b.value
    shown = asked if asked and asked.dimensions == one.dimensions else one if one == other else None
    return close(_in(a.value, one, shown), _in(b.value, other, shown), form.digits)


_PLAIN = Unit(Fraction(1))


def _asked(form: Form) -> Unit | None:
    try:
        return unit(form.unit) if form.unit.strip() else None
    except Unreadable:
        return None


def _in(value: Real, own: Unit, shown: Unit | None) -> Real:
    """Return a value of one unit in another, or in SI where none is shown."""
    if own == shown:
        return value
    si = value * own.factor + own.offset
    return (si - shown.offset) / shown.factor if shown else si


def same_tree(a: Tree, b: Tree, digits: int = 0) -> bool | None:
    """Return whether two trees without variables are the same, or None where one has variables."""
    if a == b:
        return True
    if a.kind in GROUPS or b.kind in GROUPS:
        return _same_group(a, b, digits)
    if a.kind in RELATIONS or b.kind in RELATIONS:
        return None if a.kind in RELATIONS and b.kind in RELATIONS else False
    try:
        values = [number(tree) for tree in (a, b) if not tree.names]
    except Unreadable:
        return False
    if len(values) == 2:
        return close(values[0], values[1], digits)
    return None if values or a.names == b.names else False


def _same_group(a: Tree, b: Tree, digits: int) -> bool | None:
    if a.kind != b.kind or len(a.parts) != len(b.parts):
        return False
    if a.kind != "set":
        return _all([same_tree(one, other, digits) for one, other in zip(a.parts, b.parts, strict=True)])
    left = list(b.parts)
    unsure = False
    for part in a.parts:
        said = [same_tree(part, other, digits) for other in left]
        if True in said:
            left.pop(said.index(True))
        elif None in said:
            unsure = True
        else:
            return False
    return None if unsure else True


def _all(said: Sequence[bool | None]) -> bool | None:
    return False if False in said else None if None in said else True
