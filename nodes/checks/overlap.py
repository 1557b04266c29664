"""Overlap with the cited sentences, as a signal: it sees neither a negation nor a right sentence in other words.

Faithful, negated and swapped sentences can score alike, and honest refusals score lowest; so nothing is
kept out by it, and only sentences that claim to be grounded are looked at.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from colloquist.nodes.checks.tongue import WORDS
from colloquist.nodes.checks.transcript import Transcript
from colloquist.nodes.checks.wording import listed, words
from colloquist.state.finding import Finding

SLIGHT = 0.1
ALIKE = 0.6
_NEGATIONS = frozenset(
    listed("not no never none nobody nothing neither nor cannot without unlike nicht nie ohne kein keine keinen")
)
_NOT = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|unlike|kein\w*|nicht|nie|niemals|ohne)\b"
    r"|n['’]t\b",
    re.I,
)


class Overlap(NamedTuple):
    """Shares from 0 to 1 of content words; `longest` copied run in words."""

    precision: float
    coverage: float
    longest: int


def measure(said: str, cited: Sequence[str], language: str = "en") -> Overlap:
    """Measure a sentence against the sentences that it cites."""
    mine, theirs = _content(said, language), _content(" ".join(cited), language)
    shared = len(set(mine) & set(theirs))
    longest = max((_longest(words(said), words(text)) for text in cited), default=0)
    return Overlap(shared / max(len(set(mine)), 1), shared / max(len(set(theirs)), 1), longest)


def overlap(path: Transcript) -> Iterator[Finding]:
    """Signal grounded sentences that share next to nothing with what they cite, or differ from it by a "not"."""
    for sentence in path.answers:
        cited = path.cited(sentence) if sentence.kind == "grounded" else []
        if not cited or len(_content(sentence.text, path.language)) < 4:
            continue
        precision = _precision(sentence.text, cited, path.language)
        if precision < SLIGHT:
            yield sentence.finding(
                "overlap", f"{precision:.0%} of its content words are in what it cites", "signal"
            )
        elif any(_negated(sentence.text, text, path.language) for text in cited):
            yield sentence.finding("polarity", "close to a sentence that it cites, but for a negation", "signal")


def _precision(said: str, cited: Sequence[str], language: str) -> float:
    mine = _telling(said, language)
    return len(mine & frozenset[str]().union(*(_telling(text, language) for text in cited))) / max(len(mine), 1)


def _negated(said: str, cited: str, language: str) -> bool:
    if _nots(said) % 2 == _nots(cited) % 2:
        return False
    mine, theirs = _telling(said, language), _telling(cited, language)
    return len(mine & theirs) >= ALIKE * min(len(mine), len(theirs))


@lru_cache(maxsize=512)
def _nots(text: str) -> int:
    return len(_NOT.findall(text))


@lru_cache(maxsize=512)
def _telling(text: str, language: str) -> frozenset[str]:
    return frozenset(_content(text, language))


@lru_cache(maxsize=512)
def _content(text: str, language: str) -> list[str]:
    stop = WORDS.get(language, frozenset())
    return [word[:6] for word in words(text) if len(word) > 2 and word not in stop and word not in _NEGATIONS]


def _longest(left: Sequence[str], right: Sequence[str]) -> int:
    best, row = 0, [0] * (len(right) + 1)
    for one in left:
        row = [0, *(row[n] + 1 if one == other else 0 for n, other in enumerate(right))]
        best = max(best, *row)
    return best
