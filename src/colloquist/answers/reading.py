"""Reading an answer: a quantity, an expression or group of them, or just words."""

import re
from functools import lru_cache
from typing import NamedTuple

from colloquist.answers.cleaning import LONGEST, cleaned
from colloquist.answers.grammar import parsed
from colloquist.answers.numbers import Real, number
from colloquist.answers.tokens import CONSTANTS, FUNCTIONS
from colloquist.answers.tree import Tree, Unreadable
from colloquist.answers.units import Unit, unit

_NAMED = re.compile(r"\A[A-Za-z](?:_\w{1,8})?\s*=\s*(?=[-+(.\d$€£]|sqrt)")
_BEFORE = re.compile(r"\A(-?)([$€£])\s?(.+)\Z")
_LABEL = re.compile(r"\A[^\W\d_]{3,}(?:[ -][^\W\d_]+){0,5}\Z")
_WORD = re.compile(r"[A-Za-zΩ°%‰$€£]")
_EXPONENT = re.compile(r"(?<=[\d.])[eE][+-]?\d")
_KNOWN = re.compile(rf"(?:{'|'.join(sorted(FUNCTIONS | CONSTANTS, key=len, reverse=True))})(?![A-Za-z])")


class Quantity(NamedTuple):
    """A number with its unit, None where it has none; `label` is what is counted; `whole` is a plain integer."""

    value: Real
    unit: Unit | None
    label: str
    whole: bool


class Answer(NamedTuple):
    """An answer in every way in which it can be read; `text` alone is always there."""

    text: str
    quantity: Quantity | None
    tree: Tree | None


@lru_cache(maxsize=512)
def read(text: str) -> Answer:
    """Return what an answer says."""
    plain = cleaned(text)
    if plain is None:
        return Answer(" ".join(text.split()).casefold() if len(text) <= LONGEST else text, None, None)
    return Answer(plain.casefold(), _quantity(_NAMED.sub("", plain)), _tree(plain))


def _tree(plain: str) -> Tree | None:
    try:
        return parsed(plain)
    except Unreadable:
        return None


def _quantity(plain: str) -> Quantity | None:
    before = _BEFORE.match(plain)
    if before:
        plain = f"{before[1]}{before[3]} {before[2]}"
    at = _end_of_number(plain)
    digits, rest = plain[:at].strip().rstrip("*").strip(), plain[at:].strip()
    try:
        value = number(parsed(digits))
        measure, label = _measure(rest)
    except Unreadable:
        return None
    return Quantity(value, measure, label, bool(re.fullmatch(r"[-+]?\d+", digits)))


def _end_of_number(plain: str) -> int:
    """Return where the number ends and a unit or a label may begin."""
    at = 0
    while found := _WORD.search(plain, at):
        exponent = _EXPONENT.match(plain, found.start())
        known = exponent or _KNOWN.match(plain, found.start())
        if not known:
            return found.start()
        at = known.end()
    return len(plain)


def _measure(rest: str) -> tuple[Unit | None, str]:
    if not rest:
        return None, ""
    try:
        return unit(rest), ""
    except Unreadable:
        if _LABEL.match(rest):
            return None, rest.casefold().split()[0].removesuffix("s")
        raise
