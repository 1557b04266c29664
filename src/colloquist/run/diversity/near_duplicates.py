"""Conversations that nearly say the same: found by MinHash at a low threshold, told by the exact share.

MinHash alone misses some: of 50 planted ones with one turn of eight changed, 31 at a threshold of 0.7. So
it only names candidates, at a threshold well below the one that counts.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from colloquist.nodes.checks.wording import words
from colloquist.run.diversity.extra import wanted
from colloquist.run.diversity.opening import jaccard

SHINGLE = 5
"""Words of a shingle."""
THRESHOLD = 0.6
"""Share of shingles, of all that either has, from which on two conversations are near-duplicates (Jaccard)."""
CANDIDATES_FROM = 0.35
"""Estimated share from which on an earlier conversation is looked at."""
MOST_CANDIDATES = 50
"""Candidates that are looked at for each, the likeliest first, so that alike ones do not cost a square."""
_PERMUTATIONS = 128


def near_duplicates(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return those that nearly say what an earlier one says: their place, and that one's. Raises ExtraMissing."""
    sketches = wanted("datasketch")
    index = sketches.MinHashLSH(threshold=CANDIDATES_FROM, num_perm=_PERMUTATIONS)
    made: list[Any] = []
    own: list[frozenset[str]] = []
    found = []
    for at, text in enumerate(texts):
        own.append(_shingles(text))
        made.append(sketches.MinHash(num_perm=_PERMUTATIONS))
        made[at].update_batch([shingle.encode() for shingle in sorted(own[at])])
        likely = sorted(index.query(made[at]), key=lambda n: (-made[at].jaccard(made[n]), n))
        of = _first_alike(own[at], likely[:MOST_CANDIDATES], own)
        if of is None:
            index.insert(at, made[at])
        else:
            found.append((at, of))
    return found


def _first_alike(shingles: frozenset[str], likely: Iterable[int], own: Sequence[frozenset[str]]) -> int | None:
    return next((n for n in likely if jaccard(shingles, own[n]) >= THRESHOLD), None)


def _shingles(text: str) -> frozenset[str]:
    said = words(text)
    return frozenset(" ".join(said[n : n + SHINGLE]) for n in range(max(1, len(said) - SHINGLE + 1)))
