"""The sums of the embedded author: a few kinds that a share or two figures bear, how they read and come out."""

import re
from fractions import Fraction
from typing import NamedTuple

from colloquist.state.problem import Difficulty


class Sum(NamedTuple):
    """A kind of question on two numbers a and b, its right way and the slip that is made in it most often.

    A way is its steps; {r1} and {r2} in them are their results.
    """

    asked: str
    difficulty: Difficulty
    right: tuple[str, ...]
    slip: tuple[str, ...]


SUMS = (
    Sum(
        "Take the figure of {a} percent in it as a share. How many are that share of {b}?",
        "easy",
        ("A share of {a} percent is {a}/100 of the whole, so of {b} it is {a}/100 * {b} = {r1}.",),
        ("Without a share of {a} percent the rest is left, so it is (100 - {a})/100 * {b} = {r1}.",),
    ),
    Sum(
        "Take the figure of {a} percent in it as a share. If that share comes to {b}, how many is the whole?",
        "medium",
        ("One percent of the whole is {b} / {a} = {r1}.", "The whole is a hundred of these, {r1} * 100 = {r2}."),
        ("A share of {a} percent is {a}/100, so it is {a}/100 * {b} = {r1}.",),
    ),
    Sum(
        "Take the figure of {a} percent in it as a share. It is taken away from {b}, and then the same share is "
        "taken away from what is left. How many are left in the end?",
        "hard",
        (
            "What is left after the first time is (100 - {a})/100 * {b} = {r1}.",
            "The second share is taken of that, which leaves (100 - {a})/100 * {r1} = {r2}.",
        ),
        (
            "Taken twice the share is 2 * {a} = {r1} percent.",
            "What is left of {b} is (100 - {r1})/100 * {b} = {r2}.",
        ),
    ),
    Sum(
        "By what factor is {b} more than {a}?",
        "easy",
        ("The factor is the larger over the smaller, {b} / {a} = {r1}.",),
        ("The factor is {a} / {b} = {r1}.",),
    ),
)
DIGITS = 4
_NUMBER = r"(\d+(?:\.\d+)?)"


class Found(NamedTuple):
    """A sum that was recognised in a problem."""

    sum: Sum
    a: str
    b: str


def recognised(problem: str) -> Found | None:
    """Return the sum that a problem asks for, or None where it asks for something else."""
    for one in SUMS:
        pattern = re.escape(one.asked).replace(r"\{a\}", _NUMBER, 1).replace(r"\{b\}", _NUMBER, 1)
        found = re.search(pattern, problem)
        if found:
            first, second = found.groups()
            swapped = one.asked.index("{b}") < one.asked.index("{a}")
            return Found(one, *((second, first) if swapped else (first, second)))
    return None


def worked(found: Found, *, slip: bool = False) -> tuple[list[str], str]:
    """Return the steps of a sum and its result, by the right way or by the usual slip."""
    a, b = Fraction(found.a), Fraction(found.b)
    results: dict[str, str] = {}
    steps = []
    for number, step in enumerate(found.sum.slip if slip else found.sum.right, start=1):
        results[f"r{number}"] = shown(_value(found.sum, number, slip, a, b))
        steps.append(step.format(a=found.a, b=found.b, **results))
    last = len(steps)
    return steps, shown(_value(found.sum, last, slip, a, b), DIGITS)


def _value(one: Sum, number: int, slip: bool, a: Fraction, b: Fraction) -> Fraction:
    """Return what a step comes to."""
    rest = (100 - a) / 100
    values = {
        SUMS[0]: ((a / 100 * b,), (rest * b,)),
        SUMS[1]: ((b / a, b / a * 100), (a / 100 * b,)),
        SUMS[2]: ((rest * b, rest * rest * b), (2 * a, (100 - 2 * a) / 100 * b)),
        SUMS[3]: ((b / a,), (a / b,)),
    }
    return values[one][slip][number - 1]


def shown(value: Fraction, digits: int = 7) -> str:
    """Return a value to that many significant digits, without an exponent and without idle zeros."""
    text = f"{float(value):.{digits}g}"
    return text if "e" not in text else f"{float(value):f}".rstrip("0").rstrip(".")
