"""The tokens of an answer: numbers, names that formulas use, and signs; everything else is refused."""

import re
from typing import NamedTuple

from colloquist.answers.tree import Unreadable

MOST_TOKENS = 200
_FUNCTIONS = (
    "sqrt exp ln log sin cos tan asin acos atan arcsin arccos arctan sinh cosh tanh abs factorial binomial"
)
_GREEK = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega"
FUNCTIONS = frozenset({*_FUNCTIONS.split(), "binomial"})
CONSTANTS = frozenset({"pi", "e", "oo", "infinity"})
BETWEEN = frozenset({"or", "and"})
"""Words that stand between the items of a list."""
_KNOWN = FUNCTIONS | CONSTANTS | BETWEEN | frozenset(_GREEK.split())
_WORDS = frozenset({"all", "any", "no", "not", "yes"})
_SHORT = 3
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-zΑ-Ωα-ω]+(?:_\w{1,8})?)|(?P<sign><=|>=|!=|[-+*/^!()\[\]{},;|=<>]))"
)


class Token(NamedTuple):
    """`kind` is number, name or sign."""

    kind: str
    word: str

    @property
    def opens_factor(self) -> bool:
        """Whether it begins what is multiplied without a sign, such as x in 2x."""
        return (self.kind == "name" and self.word not in BETWEEN) or self.word == "("


def tokens(text: str) -> list[Token]:
    """Return the tokens of a cleaned answer. Raises Unreadable for words, other signs and too many tokens."""
    found: list[Token] = []
    at, text = 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or len(found) >= MOST_TOKENS:
            raise Unreadable(f"not to be read from character {at} on")
        kind = token.lastgroup or ""
        found += _names(token[kind]) if kind == "name" else [Token(kind, token[kind])]
        at = token.end()
    return found


def _names(word: str) -> list[Token]:
    """Return a known word whole and a short unknown one letter by letter, as it is written in formulas."""
    low = word.casefold()
    if low in _KNOWN:
        return [Token("name", low if word != "E" else word)]
    if "_" in word or len(word) == 1:
        return [Token("name", word)]
    if len(word) > _SHORT or low in _WORDS:
        raise Unreadable(f"a word: {word}")
    return [Token("name", letter) for letter in word]
