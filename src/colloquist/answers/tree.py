"""The tree of an answer: what the grammar makes of its signs, and nothing that could be run."""

from fractions import Fraction
from typing import NamedTuple

GROUPS = frozenset({"tuple", "set", "[]", "[)", "(]"})
RELATIONS = frozenset({"=", "<", "<=", ">", ">=", "!="})


class Unreadable(ValueError):
    """A text that is no mathematics of ours, or too deep or too large for it."""


class Tree(NamedTuple):
    """`kind` is number, name, call, an operator, a group or a relation; `word` names names and functions."""

    kind: str
    parts: tuple["Tree", ...] = ()
    word: str = ""
    value: Fraction = Fraction(0)

    @property
    def names(self) -> frozenset[str]:
        """The variables in it."""
        own = frozenset({self.word}) if self.kind == "name" else frozenset()
        return own.union(*(part.names for part in self.parts))
