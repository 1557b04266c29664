"""Recalculating what an answer calculates: sums that do not come out are pointed out to the refiner."""

import re
from decimal import Decimal, DivisionByZero, InvalidOperation

STEP_ROUNDING = Decimal("0.001")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"(?:\s?(?:[a-zA-Zµ°Ω$€£]{1,12}(?:/[a-zA-Z]{1,8})?[²³]?))?"
_TERM = rf"[$€£]?(?:{_NUMBER}){_UNIT}"
_SUM = re.compile(
    rf"(?<![\w.,^/-])({_TERM}(?:\s*[-+−–×*÷/·]\s*{_TERM})+)\s*(=|≈|~)\s*[$€£]?({_NUMBER})"
    r"(?![\d.]*\s*(?:[-+−×*÷/^·%]|per ?cent|Prozent))"
)
_SHARE = re.compile(
    rf"({_NUMBER})\s*(?:%|percent|per cent) of [$€£]?({_NUMBER}){_UNIT} (?:is|makes|gives|comes to|=) "
    rf"(about |roughly |around |some )?[$€£]?({_NUMBER})"
)
# Most texts calculate nothing, and looking for a whole sum costs a hundred times as much as for its sign.
_EQUALS = ("=", "≈", "~")
_PERCENT = ("%", "percent", "per cent")
_CROSS = re.compile(r"(?<=\d )x(?= \d)")
_STEP = re.compile(rf"({_NUMBER})|([-+−–×*÷/·])")


def miscalculations(text: str) -> list[str]:
    """Return one plain sentence for each calculation in `text` whose result is not what is written."""
    found = []
    text = _CROSS.sub("×", text) if " x " in text else text
    for written in _SUM.finditer(text) if any(sign in text for sign in _EQUALS) else ():
        value = _evaluated(written[1])
        loose = written[2] != "=" or bool(re.search(r"(about|roughly|around)\s*$", written[1]))
        if value is not None and not _close(value, written[3], loose):
            found.append(f"{written[0].strip()}: recalculated, it is {_shown(value)}")
    for written in _SHARE.finditer(text) if any(sign in text for sign in _PERCENT) else ():
        value = _number(written[1]) * _number(written[2]) / 100
        if not _close(value, written[4], bool(written[3])):
            found.append(f"{written[0].strip()}: recalculated, it is {_shown(value)}")
    return found


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _evaluated(expression: str) -> Decimal | None:
    """Return the value with the usual precedence, or None when it has none."""
    tokens = [match[0] for match in _STEP.finditer(re.sub(r"[a-zA-Z°]+/[a-zA-Z]+", "", expression))]
    if len(tokens) % 2 == 0 or any(t in "-+−–×*÷/·" for t in tokens[::2]):
        return None
    terms, sign = [_number(tokens[0])], Decimal(1)
    try:
        for operator, operand in zip(tokens[1::2], tokens[2::2], strict=True):
            value = _number(operand)
            if operator in "×*·":
                terms[-1] *= value
            elif operator in "÷/":
                terms[-1] /= value
            else:
                sign = Decimal(1) if operator == "+" else Decimal(-1)
                terms.append(sign * value)
    except (DivisionByZero, InvalidOperation):
        return None
    return sum(terms, Decimal(0))


def _close(value: Decimal, written: str, loose: bool) -> bool:
    places = len(written.partition(".")[2])
    rounding = Decimal(1).scaleb(-places) * Decimal("0.51")
    stated = _number(written)
    trailing = len(written.replace(",", "")) - len(written.replace(",", "").rstrip("0")) if not places else 0
    slack = (
        max(abs(value) * Decimal("0.02"), Decimal(1).scaleb(trailing) / 2) if loose else abs(value) * STEP_ROUNDING
    )
    return abs(value - stated) <= max(rounding, slack)


def _shown(value: Decimal) -> str:
    return f"{float(value):.6g}"
