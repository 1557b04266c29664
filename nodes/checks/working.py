"""Working: whether a number is what a calculation written out in the answer, or before it, comes to."""

import re
from collections.abc import Iterable, Sequence

from colloquist.nodes.checks.expressions import Result, results
from colloquist.nodes.checks.holding import CONSTANTS, WELL_KNOWN, Stock, targets
from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.soft import SMALL

OFF = 0.02
"""What a result may be off, of itself, because steps before it were rounded."""
_SAYS = re.compile(
    r"(?:\s*[=≈]|,? (?:and |which |that |this |it ){0,2}(?:is|gives|makes|equals|comes to))\s*"
    r"(?:about |roughly |some |just )?[$€£]?"
)
_IN_WORDS = re.compile(r"[^=≈]*(?:[×*·]| x |\btimes\b)[^=≈]*")
_ROUGHLY = re.compile(r",? (?:so |or |which is |that is )?(?:about|roughly|around|nearly|almost|some) [$€£]?")
_GOES_ON = re.compile(r"\s?(?:[-−–+*×·÷/^(…]|x\s?[\d(])")
_PART_OF_MORE = re.compile(r"(?:[-−–+*×·÷/^)√%]|(?<![^\W_])[^\W_])\s*$")


def written_out(
    one: Quantity, text: str, own: Sequence[Quantity], said: Iterable[str], stocks: Sequence[Stock]
) -> bool:
    """Whether a calculation in `text` yields the number to its digits, or one of `said`, or is it part of one.

    What `text` reckons with has to be held by one of `stocks`, small, well known, a result of the same text, or
    one step from such a number in the same calculation (364 beside 365).
    """
    sound: list[Result] = []
    for result in results(text):
        held = _held(result, own, stocks, sound)
        if result.start <= one.start < result.end:
            return one.values[0] in held
        if held.issuperset(result.operands):
            sound.append(result)
    return any(_comes_to(one, result) for result in sound if result.end <= one.start) or any(
        _comes_to(one, result) for earlier in said for result in results(earlier)
    )


def miscarried(one: Quantity, text: str) -> bool:
    """Whether a calculation stands right before the number as what gives it, and comes to another one.

    Without a bracket or a power only a product counts, as 1854–1866 is no difference and 24/7 no quotient; and
    only where no sign of equality follows, since `sums` sees to that.
    """
    for result in results(text):
        behind = (result.end, one.start + (text[one.start] in "$€£"))
        gives = (_ROUGHLY.fullmatch(text, *behind) or _SAYS.fullmatch(text, *behind)) and (
            not result.flat or _IN_WORDS.fullmatch(text, result.start, one.start)
        )
        if gives and not _GOES_ON.match(text, one.end) and not _PART_OF_MORE.search(text[: result.start]):
            return not _is(one, (result.value, 100 * result.value), OFF)
    return False


def _held(
    result: Result, own: Sequence[Quantity], stocks: Sequence[Stock], before: Sequence[Result]
) -> frozenset[float]:
    """Return the numbers of a calculation that something holds."""
    values = set(result.operands)
    inside = [one for one in own if result.start <= one.start < result.end]
    held = {value for value in values if _is_plain(value) or any(stock.has(value) for stock in stocks)}
    held |= {one.values[0] for one in inside if any(stock.holds(one) for stock in stocks)}
    held |= {one.values[0] for one in inside if any(_comes_to(one, earlier) for earlier in before)}
    reached = list(held)
    while reached:
        value = reached.pop()
        beside = {value - 1, value + 1} & values - held if value > SMALL else set()
        held |= beside
        reached += beside
    return frozenset(held)


def _is_plain(value: float) -> bool:
    return (value == int(value) and value <= SMALL) or value in CONSTANTS or value in WELL_KNOWN


def _comes_to(one: Quantity, result: Result) -> bool:
    """Whether a number is a result, or what it leaves of 1 or of a hundred; as it is or in percent."""
    value = result.value
    return _is(one, (value, 1 - value, 100 * value, 100 - 100 * value, 100 - value))


def _is(one: Quantity, values: Iterable[float], off: float = 0.0) -> bool:
    given = list(targets(one))
    return any(abs(target - value) <= max(slack, off * abs(value)) for target, slack in given for value in values)
