"""Dealing: what a snippet draws by its place in the run, so that a run uses everything evenly and pairs it afresh.

Whatever the order in which conversations are made, and however often a run is stopped, the same place
draws the same.
"""

from functools import lru_cache
from math import lcm
from random import Random


def dealt(size: int, position: int, name: str, person: int = 0) -> int:
    """Return which of `size` cards falls to a position: each once in every `size` positions, in a drawn order.

    `person` counts those of one conversation from 0; no two of them get the same card while there are others.
    """
    turn, at = divmod(position, size)
    return (_shuffled(size, f"{name}/{turn}")[at] + person) % size


def dealt_pair(sizes: tuple[int, int], position: int, name: str, person: int = 0) -> tuple[int, int]:
    """Return which card of each of two decks falls to a position; `person` is as for `dealt`.

    In every sizes[0] * sizes[1] positions each pair comes once. In any number of positions from the first
    on, the cards of the smaller deck come equally often but for one, those of the larger but for two.
    """
    small, large = sorted(sizes)
    turn, at = divmod(position, small)
    # The places of a turn are walked in a drawn order: decks dealt beside these must not keep step with them.
    place = turn * small + _shuffled(small, f"{name}/{turn}")[at]
    block = place // (small * large)
    # Equal remainders would pair the same cards again after the least common multiple: from there on, one further.
    own = {small: place % small, large: (place + place // lcm(small, large)) % large}
    cards = (own[sizes[0]], own[sizes[1]]) if small != large else (place % small, own[large])
    first, second = (
        _shuffled(size, f"{name}/{block}/{n}")[(card + person) % size]
        for n, (size, card) in enumerate(zip(sizes, cards, strict=True))
    )
    return first, second


@lru_cache(maxsize=4096)
def _shuffled(size: int, name: str) -> tuple[int, ...]:
    cards = list(range(size))
    Random(name).shuffle(cards)
    return tuple(cards)
