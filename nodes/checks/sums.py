"""Arithmetic that does not come out, written with signs or in words."""

import re
from collections.abc import Iterator

from colloquist.nodes.arithmetic import miscalculations
from colloquist.nodes.checks.quantities import quantities
from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import bag
from colloquist.state.finding import Finding

_OPERATORS = {
    "plus": "+",
    "minus": "-",
    "times": "*",
    "multiplied by": "*",
    "mal": "*",
    "divided by": "/",
    "geteilt durch": "/",
}
_WORDED = re.compile(rf"\s*({'|'.join(_OPERATORS)})\s+$", re.I)
_CHAINED = re.compile(r"(?:plus|minus|times|by|mal|durch|[-+×*·/÷−])\s*$", re.I)
_EQUALS = re.compile(
    r"\s*(?:is|are|makes?|gives?|equals?|comes to|ist|sind|macht|ergibt|=)\s+"
    r"(?:about |roughly |some |rund |etwa )?[$€£]?$",
    re.I,
)
_HINTS = frozenset(operator.split()[0] for operator in _OPERATORS)


def sums(path: Transcript) -> Iterator[Finding]:
    """Find results that are not what recalculating gives; a user may slip, so there it is a signal."""
    for turn in path.turns:
        text = turn["text"]
        wrong = miscalculations(text)
        if not _HINTS.isdisjoint(bag(text)):
            sentences = [sentence.text for sentence in path.answers if sentence.turn is turn]
            wrong += [says for one in sentences or [text] for says in _in_words(one, path.language)]
        for says in wrong:
            yield on_turn(turn, "arithmetic", says, "repair" if turn["role"] == "assistant" else "signal")


def _in_words(text: str, language: str) -> Iterator[str]:
    """Yield what is wrong with "seven times eight is fifty-four"; a longer chain is left alone."""
    found = quantities(text, language)
    for left, right, result in zip(found, found[1:], found[2:], strict=False):
        operator = _WORDED.match(text[left.end : right.start])
        chained = _CHAINED.search(text[max(0, left.start - 12) : left.start])
        if not operator or chained or not _EQUALS.match(text[right.end : result.start]):
            continue
        value = _value(left, _OPERATORS[operator[1].lower()], right)
        if abs(value - result.values[0]) > max(0.51 * result.step, 0.02 * abs(value) if result.loose else 0.0):
            yield f"{text[left.start : result.end]}: recalculated, it is {value:.6g}"


def _value(left: Quantity, operator: str, right: Quantity) -> float:
    a, b = left.values[0], right.values[0]
    if operator == "/":
        return a / b if b else float("inf")
    return {"+": a + b, "-": a - b, "*": a * b}[operator]
