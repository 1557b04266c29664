"""Finding what an answer copies from its sources word for word, for the refiner to look at."""

import re
from collections.abc import Sequence

from colloquist.state.snippet import Snippet

LONGEST_UNNOTICED = 7
_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")


def copied_runs(text: str, sources: Sequence[Snippet]) -> list[str]:
    """Return the longest runs of more than seven words that `text` shares with a source, in its own words."""
    size = LONGEST_UNNOTICED + 1
    known = {gram for snippet in sources for gram in _grams([m[0] for m in _WORD.finditer(snippet.text)], size)}
    found = list(_WORD.finditer(text))
    hits = [n for n, gram in enumerate(_grams([m[0] for m in found], size)) if gram in known]
    runs: list[tuple[int, int]] = []
    for n in hits:
        if runs and n <= runs[-1][1] - size + 1:
            runs[-1] = (runs[-1][0], n + size)
        else:
            runs.append((n, n + size))
    return [f'"{text[found[a].start() : found[b - 1].end()]}"' for a, b in runs]


def _grams(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    folded = [word.casefold() for word in words]
    return [tuple(folded[n : n + size]) for n in range(len(folded) - size + 1)]
