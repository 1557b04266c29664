"""Empty turns, and turns that say again what a turn of the same path has said, word for word or nearly."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import listed, runs, words
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding

NEAR = 0.6
"""Share of three-word runs in common (Jaccard) from which two turns count as nearly the same."""
SAME_WORDS = 0.85
SHORT = 8
SIZE = 3
"""Words of a run."""
KEPT = 64
"""Turns whose words are kept: those of the path that is being looked at."""
_SMALL = listed("zero one two three four five six seven eight nine ten eleven twelve")
_SHORT = {word: str(n) for n, word in enumerate(_SMALL)} | {"metres": "m", "metre": "m", "percent": "%"}


def repetition(path: Transcript) -> Iterator[Finding]:
    """Find turns without a word, and turns that repeat an earlier one of the path."""
    heard = _Heard()
    for place, turn in enumerate(path.turns):
        if not any(char.isalnum() for char in turn["text"]):
            yield on_turn(turn, "empty", "the turn says nothing", "reject")
            continue
        if heard.may_have(turn["text"]):
            yield from islice(filter(None, (_again(turn, other) for other in path.turns[:place])), 1)
        heard.add(turn["text"])


class _Heard:
    """All that was said so far, taken together: who shares little with all of it repeats nothing of it."""

    def __init__(self) -> None:
        self._whole: set[tuple[str, ...]] = set()
        self._runs: set[tuple[str, ...]] = set()
        self._telling: set[str] = set()

    def add(self, text: str) -> None:
        self._whole.add(_words(text))
        self._runs |= _runs(text)
        self._telling |= _telling(_words(text))

    def may_have(self, text: str) -> bool:
        mine, telling = _runs(text), _telling(_words(text))
        return (
            _words(text) in self._whole
            or len(mine & self._runs) >= NEAR * len(mine)
            or len(telling & self._telling) >= SAME_WORDS * len(telling)
        )


def _again(turn: Turn, earlier: Turn) -> Finding | None:
    mine_in_order, others = _words(turn["text"]), _words(earlier["text"])
    if mine_in_order and mine_in_order == others:
        return on_turn(turn, "duplicate", f"says word for word what turn {earlier['id']} says", "reject")
    if min(len(mine_in_order), len(others)) < SHORT:
        return None
    mine, theirs = _runs(turn["text"]), _runs(earlier["text"])
    shared = len(mine & theirs)
    if shared >= NEAR * (len(mine) + len(theirs) - shared) or _same_words(mine_in_order, others):
        return on_turn(turn, "near_duplicate", f"says nearly what turn {earlier['id']} says")
    if turn["role"] != earlier["role"] and shared >= 0.9 * len(mine) and len(mine_in_order) >= 2 * SHORT:
        return on_turn(turn, "near_duplicate", f"repeats turn {earlier['id']} in the other's mouth")
    return None


def _same_words(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two turns have nearly all their longer words in common, in whatever order."""
    mine, theirs = _telling(left), _telling(right)
    few, many = sorted((len(mine), len(theirs)))
    if few < SHORT or few < SAME_WORDS * many:
        return False
    shared = len(mine & theirs)
    return shared >= SAME_WORDS * (few + many - shared)


@lru_cache(maxsize=KEPT)
def _telling(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in said if len(word) > 3 or word.isdigit())


@lru_cache(maxsize=KEPT)
def _words(text: str) -> tuple[str, ...]:
    said = words(text)
    return said if _SHORT.keys().isdisjoint(said) else tuple(_SHORT.get(word, word) for word in said)


@lru_cache(maxsize=KEPT)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(runs(_words(text), SIZE))
