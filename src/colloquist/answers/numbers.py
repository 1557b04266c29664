"""The value of an answer without variables: exact where it is rational, else a float; huge ones are refused."""

import math
from collections.abc import Callable
from fractions import Fraction

from colloquist.answers.tree import Tree, Unreadable

MOST_BITS = 4096
LARGEST_FACTORIAL = 200
NOTHING = 1e-12
Real = Fraction | float
_FLOATS: dict[str, Callable[[float], float]] = {
    **{"exp": math.exp, "ln": math.log, "sin": math.sin, "cos": math.cos, "tan": math.tan, "sinh": math.sinh},
    **{"cosh": math.cosh, "tanh": math.tanh, "asin": math.asin, "acos": math.acos, "atan": math.atan},
    **{"arcsin": math.asin, "arccos": math.acos, "arctan": math.atan, "log": math.log10},
}


def number(tree: Tree) -> Real:
    """Return the value of a tree. Raises Unreadable where it has variables, no value or too large a one."""
    try:
        found = _value(tree)
    except (ArithmeticError, ValueError, TypeError) as error:
        raise Unreadable(str(error)) from None
    if isinstance(found, complex) or not math.isfinite(found if isinstance(found, float) else 0.0):
        raise Unreadable("no real number")
    return found


def close(a: Real, b: Real, digits: int) -> bool:
    """Whether two values are one number: to `digits` significant digits, or to one part in a million."""
    exact = isinstance(a, Fraction) and isinstance(b, Fraction)
    one, other = Fraction(a), Fraction(b)
    apart, size = abs(one - other), max(abs(one), abs(other))
    if apart == 0 or (not exact and size < NOTHING):
        return True
    if not digits:
        return apart * 10**6 <= size
    return apart <= Fraction(10) ** (_exponent(size) - digits + 1) * Fraction(501, 1000)


def _exponent(size: Fraction) -> int:
    """Return the power of ten of the first digit."""
    guess = len(str(size.numerator)) - len(str(size.denominator))
    return guess if Fraction(10) ** guess <= size else guess - 1


def _value(tree: Tree) -> Real:
    if tree.kind == "number":
        return tree.value
    if tree.kind == "constant" and tree.word in ("pi", "e"):
        return math.pi if tree.word == "pi" else math.e
    if tree.kind not in ("+", "-", "*", "/", "^", "neg", "call"):
        raise Unreadable(f"{tree.kind} has no value")
    parts = [_value(part) for part in tree.parts]
    if tree.kind == "call":
        return _called(tree.word, parts)
    if tree.kind == "neg":
        return -parts[0]
    if tree.kind == "^":
        return _raised(*parts)
    return _bounded(_combined(tree.kind, *parts))


def _combined(sign: str, a: Real, b: Real) -> Real:
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    return a * b if sign == "*" else a / b


def _bounded(value: Real) -> Real:
    if isinstance(value, Fraction) and _bits(value) > MOST_BITS:
        raise Unreadable("too large")
    return value


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _raised(base: Real, exponent: Real) -> Real:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        if _bits(base) * abs(exponent.numerator) > MOST_BITS and abs(base) not in (0, 1):
            raise Unreadable("too large")
        return Fraction(base ** (exponent.numerator if abs(base) not in (0, 1) else _small(exponent.numerator)))
    root = _root(base) if exponent == Fraction(1, 2) else None
    return root if root is not None else math.pow(float(base), float(exponent))


def _small(exponent: int) -> int:
    """Return a small exponent that does the same to 0, 1 and -1."""
    return exponent if abs(exponent) < 3 else (2 + exponent % 2) * (1 if exponent > 0 else -1)


def _root(value: Real) -> Fraction | None:
    """Return the square root of a fraction where it is one too."""
    if isinstance(value, float) or value < 0:
        return None
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    return Fraction(top, bottom) if top * top == value.numerator and bottom * bottom == value.denominator else None


def _called(word: str, given: list[Real]) -> Real:
    if word == "binomial" and len(given) == 2:
        n, k = (_whole(value, MOST_BITS // 4) for value in given)
        return Fraction(math.comb(n, k))
    if len(given) != 1:
        raise Unreadable(f"{word} takes one number")
    [value] = given
    if word == "abs":
        return -value if value < 0 else value
    if word == "factorial":
        return Fraction(math.factorial(_whole(value, LARGEST_FACTORIAL)))
    if word == "sqrt":
        root = _root(value)
        return math.sqrt(float(value)) if root is None else root
    return _FLOATS[word](float(value))


def _whole(value: Real, largest: int) -> int:
    if value != int(value) or not 0 <= value <= largest:
        raise Unreadable("not a whole number of that size")
    return int(value)
