"""Expressions with variables as SymPy objects, built node by node from our own tree, and their equality.

Two expressions are equal when their difference expands to nothing, or when they have the same values, to
25 digits, at points drawn once and for all (the identity testing of Schwartz and Zippel). Where one of them
has no real value at a point, the point says nothing.
"""

from fractions import Fraction
from typing import Any

import sympy

from colloquist.answers.numbers import number
from colloquist.answers.tree import GROUPS, RELATIONS, Tree, Unreadable

DIGITS, POINTS = 25, 5
_ENOUGH = 2
_SAME_NAME = "sqrt exp sin cos tan asin acos atan sinh cosh tanh"
_FUNCTIONS = {
    **{
        name: getattr(sympy, name)
        for name in ["sqrt", "exp", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh"]
    },
    **{"ln": sympy.log, "arcsin": sympy.asin, "arccos": sympy.acos, "arctan": sympy.atan, "abs": sympy.Abs},
    **{"factorial": sympy.factorial, "binomial": sympy.binomial, "log": lambda x: sympy.log(x, 10)},
}
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E, "oo": sympy.oo, "infinity": sympy.oo}


def same(a: Tree, b: Tree) -> bool | None:
    """Return whether two trees are equal, or None where no point could tell. Raises what SymPy raises."""
    if a.kind in GROUPS or b.kind in GROUPS:
        return _same_group(a, b)
    if a.kind in RELATIONS or b.kind in RELATIONS:
        return _same_relation(a, b)
    return _equal(built(a), built(b))


def built(tree: Tree) -> Any:
    """Return the SymPy expression of a tree. Raises Unreadable for a part that is too large."""
    if tree.kind == "name":
        return sympy.Symbol(tree.word)
    if tree.kind == "constant":
        return _CONSTANTS[tree.word]
    exact = _exact(tree) if not tree.names else None
    if exact is not None:
        return sympy.Rational(exact.numerator, exact.denominator)
    parts = [built(part) for part in tree.parts]
    if tree.kind == "call":
        return _FUNCTIONS[tree.word](*parts)
    if tree.kind == "neg":
        return -parts[0]
    if tree.kind == "^":
        return sympy.Pow(*parts)
    if tree.kind not in ("+", "-", "*", "/"):
        raise Unreadable(f"{tree.kind} inside an expression")
    a, b = parts
    return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__}[tree.kind](b)


def _exact(tree: Tree) -> Fraction | None:
    """Return the rational value of a tree without variables, so that no huge power ever reaches SymPy."""
    value = number(tree) if not _infinite(tree) else None
    return value if isinstance(value, Fraction) else None


def _infinite(tree: Tree) -> bool:
    return tree.word in ("oo", "infinity") or any(_infinite(part) for part in tree.parts)


def _equal(a: Any, b: Any) -> bool | None:
    if a == b or sympy.expand(a - b) == 0:
        return True
    symbols = sorted(a.free_symbols | b.free_symbols, key=str)
    told = [_at(a, b, symbols, n) for n in range(2 * POINTS)]
    if False in told:
        return False
    return True if told.count(True) >= _ENOUGH else None


def _at(a: Any, b: Any, symbols: list[Any], n: int) -> bool | None:
    """Compare two expressions at the n-th point; every second one is of negative numbers."""
    sign = -1 if n % 2 else 1
    point = {s: sympy.Rational(sign * (7 * n + 13 * i * i + 11), 17 + 3 * i + n) for i, s in enumerate(symbols)}
    one, other = a.subs(point).evalf(DIGITS), b.subs(point).evalf(DIGITS)
    if not (one.is_real and other.is_real and one.is_finite and other.is_finite):
        return None
    size = max(abs(one), abs(other))
    return bool(abs(one - other) <= size * sympy.Float("1e-18")) or bool(size < sympy.Float("1e-20"))


def _same_group(a: Tree, b: Tree) -> bool | None:
    if a.kind != b.kind or len(a.parts) != len(b.parts):
        return False
    left, unsure = list(b.parts), False
    for part in a.parts:
        said = [same(part, other) for other in (left if a.kind == "set" else left[:1])]
        if True not in said and None not in said:
            return False
        unsure |= True not in said
        left.pop(said.index(True) if True in said else said.index(None))
    return None if unsure else True


def _same_relation(a: Tree, b: Tree) -> bool | None:
    """Whether two relations say the same: what their sides differ by is a constant multiple."""
    if a.kind not in RELATIONS or b.kind not in RELATIONS:
        return False
    (one, kind), (other, same_kind) = _difference(a), _difference(b)
    if kind != same_kind:
        return False
    ratio = sympy.cancel(sympy.together(one / other))
    if not ratio.is_number or ratio.is_zero or not ratio.is_finite:
        return False
    return bool(ratio.is_positive) or kind in ("=", "!=")


def _difference(tree: Tree) -> tuple[Any, str]:
    """Return the right side less the left one, and the relation that it has to 0 when turned to < or =."""
    left, right = (built(part) for part in tree.parts)
    if tree.kind in (">", ">="):
        return left - right, tree.kind.replace(">", "<")
    return right - left, tree.kind
