"""The form that a problem asks its answer in: a unit, and how exact."""

from typing import NamedTuple


class Form(NamedTuple):
    """`unit` is the one that a bare number is in; `digits` are the significant ones asked for, 0 for exact."""

    unit: str = ""
    digits: int = 0
