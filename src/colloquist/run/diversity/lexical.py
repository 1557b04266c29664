"""How much the words of a run vary: measures that need nothing but counting, each at a fixed size of text.

All of them change with the amount of text, so they are taken on pieces of the same number of words, and
where there are not so many words they are not taken at all.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random

from colloquist.nodes.checks.wording import words

PIECES = 20
"""How many pieces of text are looked at, at most."""
WINDOW = 50
"""Words of the moving window of `moving_average_ttr`."""


def pieces(messages: Sequence[str], size: int, lot: Random) -> list[list[tuple[str, ...]]]:
    """Return at most PIECES pieces of exactly `size` words each, made of `messages` in a drawn order.

    `messages` are shuffled and not conversations: what comes back across a run must meet in one piece.
    """
    shuffled = list(messages)
    lot.shuffle(shuffled)
    return list(islice(_cut(map(words, shuffled), size), PIECES))


def _cut(spoken: Iterable[tuple[str, ...]], size: int) -> Iterator[list[tuple[str, ...]]]:
    piece: list[tuple[str, ...]] = []
    room = size
    for said in spoken:
        piece.append(said[:room])
        room -= len(said)
        if room <= 0:
            yield piece
            piece, room = [], size


def distinct(piece: Iterable[tuple[str, ...]], n: int) -> float:
    """Return the share of different ones among the n-grams of a piece (Li et al. 2016, distinct-n)."""
    found = [said[at : at + n] for said in piece for at in range(len(said) - n + 1)]
    return len(set(found)) / len(found) if found else 0.0


def compression(piece: Iterable[tuple[str, ...]]) -> float:
    """Return how many times smaller a piece gets when it is compressed: repetition makes it larger."""
    raw = "\n".join(map(" ".join, piece)).encode()
    return len(raw) / len(zlib.compress(raw, 9))


def moving_average_ttr(said: Sequence[str]) -> float | None:
    """Return the mean share of different words in every window of WINDOW words (Covington and McFall 2010, MATTR).

    None for a text that is shorter than the window.
    """
    if len(said) < WINDOW:
        return None
    inside = Counter(said[:WINDOW])
    total = len(inside)
    for at in range(WINDOW, len(said)):
        inside[said[at]] += 1
        inside[said[at - WINDOW]] -= 1
        if not inside[said[at - WINDOW]]:
            del inside[said[at - WINDOW]]
        total += len(inside)
    return total / (len(said) - WINDOW + 1) / WINDOW


def repeated(texts: Sequence[Iterable[tuple[str, ...]]], n: int = 4) -> float:
    """Return the mean share of a text's n-grams that another text has too (after Salkar et al. 2022)."""
    own = [{said[at : at + n] for said in text for at in range(len(said) - n + 1)} for text in texts]
    holders = Counter(gram for grams in own for gram in grams)
    shares = [sum(holders[gram] > 1 for gram in grams) / len(grams) for grams in own if grams]
    return sum(shares) / len(shares) if shares else 0.0


def shared_beginning(texts: Sequence[str], number: int = 4) -> float:
    """Return the chance that two texts begin with the same words (Simpson 1949); it does not grow with a run."""
    counts = Counter(words(text)[:number] for text in texts)
    pairs = len(texts) * (len(texts) - 1)
    return sum(n * (n - 1) for n in counts.values()) / pairs
