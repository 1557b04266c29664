"""Expressions: what a calculation in an answer comes to, read by a small grammar and never run as code."""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import e, isfinite, pi, sqrt
from typing import NamedTuple

LONGEST = 300
"""Characters of an expression beyond which it is not read."""
MOST = 1000
"""Terms that "…" may stand for, and the largest power that is raised."""
_WORDS = {"times": "*", "multiplied by": "*", "divided by": "/", "over": "/", "plus": "+", "minus": "-"}
_SIGNS = {"−": "-", "–": "-", "×": "*", "·": "*", "x": "*", "÷": "/", "...": "…", "**": "^"}
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{_NUMBER})(?P<percent>\s?%)?|(?P<raised>⁻?[⁰¹²³⁴-⁹]+)|(?P<name>\be(?=\s?\^|[⁻⁰¹²³⁴-⁹])|π)"
    r"|(?P<sign>\.\.\.|…|\*\*|[-−–+×*·÷/^()√]|(?<=[\d)\s])x(?=\s?[\d(√]))"
    rf"|(?P<word>\b(?:{'|'.join(_WORDS)})\b))"
)
_HINT = re.compile(rf"[\d)π%]\s?(?:[-−–+×*·÷/^]|x\s?[\d(])|[\de][⁻⁰¹²³⁴-⁹]|\be\s?\^|√|\b(?:{'|'.join(_WORDS)})\b")
_START = re.compile(r"[\d(√π]|\be(?=\s?\^|[⁻⁰¹²³⁴-⁹])")
_DEEP = frozenset("^(√…")
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
Token = float | str


class Result(NamedTuple):
    """What stands from `start` to `end` of a text comes to `value`; `operands` are the numbers written there.

    `flat` where it is nothing but numbers with + - × ÷ between them.
    """

    start: int
    end: int
    value: float
    operands: tuple[float, ...]
    flat: bool


@lru_cache(maxsize=1024)
def results(text: str) -> tuple[Result, ...]:
    """Return what each calculation of `text` comes to; one with a letter, or one that is too long, is left out."""
    return tuple(_read(text)) if _HINT.search(text) else ()


def _read(text: str) -> Iterator[Result]:
    at = 0
    while start := _START.search(text, at):
        tokens, end, at = _tokens(text, start.start())
        at = max(at, start.end())
        written = _filled(tokens)
        if end - start.start() <= LONGEST and (value := _value_of(written)) is not None:
            numbers = tuple(one for one in written if isinstance(one, float))
            yield Result(start.start(), end, value, numbers, _DEEP.isdisjoint(map(str, tokens)))


def _tokens(text: str, start: int) -> tuple[list[Token], int, int]:
    """Return the tokens from `start` on without a sign too many, where they end, and how far was read."""
    found: list[tuple[list[Token], int]] = []
    at = start
    while at - start <= LONGEST and (match := _TOKEN.match(text, at)):
        at = match.end()
        found.append((_token(match), at))
    while found and str(found[-1][0][-1]) in "(+-*/^√…":
        found.pop()
    tokens = [one for group, _ in found for one in group]
    if tokens[:1] == ["("] and tokens.count("(") > tokens.count(")"):
        tokens = tokens[1:]
    if tokens[-1:] == [")"] and tokens.count(")") > tokens.count("("):
        tokens = tokens[:-1]
    return tokens, found[-1][1] if found else start, at


def _token(match: re.Match[str]) -> list[Token]:
    if match["number"]:
        return [float(match["number"].replace(",", "")) / (100 if match["percent"] else 1)]
    if match["raised"]:
        raised = match["raised"].translate(_RAISED)
        return ["^", "-", float(raised[1:] or 0)] if raised.startswith("-") else ["^", float(raised)]
    if match["name"]:
        return ["π" if match["name"] == "π" else "e"]
    return [_WORDS[match["word"]] if match["word"] else _SIGNS.get(match["sign"], match["sign"])]


def _value_of(tokens: list[Token]) -> float | None:
    if len(tokens) < 2 or not any(isinstance(one, float) for one in tokens):
        return None
    left = list(tokens)
    try:
        value = _sum(left, 0)
    except (ValueError, IndexError, ArithmeticError, RecursionError):
        return None
    return value if not left and isfinite(value) else None


def _sum(left: list[Token], binding: int) -> float:
    """Read as much of `left` as binds closer than `binding`, and take it out (Pratt 1973)."""
    value = _one(left)
    while left and _BINDS.get(str(left[0]), -1) > binding:
        sign = str(left.pop(0))
        other = _sum(left, _BINDS[sign] - (sign == "^"))
        value = _carried_out(value, sign, other)
    return value


def _one(left: list[Token]) -> float:
    token = left.pop(0)
    if isinstance(token, float):
        return token
    if token == "(":
        value = _sum(left, 0)
        if left.pop(0) != ")":
            raise ValueError("a bracket that nothing closes")
        return value
    if token == "-":
        return -_sum(left, 2)
    if token == "√":
        return sqrt(_one(left))
    return {"e": e, "π": pi}[token] if token in "eπ" else _no_value(token)


def _no_value(token: str) -> float:
    raise ValueError(f"no number: {token}")


def _carried_out(a: float, sign: str, b: float) -> float:
    if sign == "^":
        if abs(b) > MOST or (a < 0 and b != int(b)):
            raise ValueError("a power that is not raised")
        return float(a**b)
    return {"+": a + b, "-": a - b, "*": a * b}[sign] if sign != "/" else a / b


def _filled(tokens: list[Token]) -> list[Token]:
    """Return the tokens with what "…" stands for in 364/365 × 363/365 × … × 343/365, or in 1 + 2 + … + 9."""
    if "…" not in tokens:
        return list(tokens)
    at = tokens.index("…")
    terms = "".join("n" if isinstance(one, float) else one for one in tokens)
    size = 3 if "/" in terms[:3] else 1
    head, tail = tokens[at - 2 * size - 2 : at - 1], tokens[at + 2 :]
    sign = tokens[at - 1]
    shape = ["n/n"[:size]] * 2
    if sign not in ("*", "+") or terms != sign.join([*shape, "…", shape[0]]) or head[size] != sign:
        return ["…"]
    numbers = [float(head[0]), float(head[size + 1]), float(tail[0])]
    step = numbers[1] - numbers[0]
    count = (numbers[2] - numbers[1]) / step if step else 0.0
    if count != int(count) or not 0 < count <= MOST:
        return ["…"]
    below = head[1:size]
    filled = [*head]
    for n in range(1, int(count) + 1):
        filled += [sign, numbers[1] + n * step, *below]
    return filled
