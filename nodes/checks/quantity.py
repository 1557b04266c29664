"""A quantity: a number of a text with its unit and with how exactly it is meant."""

import re
from typing import Literal, NamedTuple

from colloquist.nodes.checks.units import Unit
from colloquist.nodes.checks.wording import listed

Form = Literal["figure", "word", "ordinal", "fraction", "article", "share"]


class Quantity(NamedTuple):
    """A number as a text gives it.

    `values` are its possible readings ("1.000" has two), `step` the worth of its last written digit, `round_to`
    the coarsest worth it may have been rounded to, `counted` the words behind it, `loose` whether it is hedged.
    """

    written: str
    start: int
    end: int
    values: tuple[float, ...]
    step: float
    round_to: float
    unit: Unit | None
    counted: str
    form: Form
    loose: bool


_HEDGE = re.compile(
    r"(?:about|around|roughly|some|nearly|almost|approximately|close to|just (?:over|under)|"
    r"(?:a little |well )?(?:over|under)|more than|less than|at least|at most|up to|circa|ca\.?|"
    r"rund|etwa|ungefähr|fast|knapp|gut|über|environ|unos|~|≈|order of)\s*[$€£]?$",
    re.I,
)
_LAST = re.compile(r"([^\W\d_]+|[~≈])\.?\s*[$€£]?$")
_HEDGING = frozenset(
    listed(
        "about around roughly some nearly almost approximately to over under than least most circa ca rund etwa "
        "ungefähr fast knapp gut über environ unos of"
    )
)


def is_hedged(text: str, start: int) -> bool:
    """Whether the number that starts there is said with "about", "more than" or the like."""
    before = text[max(0, start - 18) : start]
    last = _LAST.search(before)
    return bool(last and (last[1].lower() in _HEDGING or last[1] in "~≈") and _HEDGE.search(before))
