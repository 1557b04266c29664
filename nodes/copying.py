"""Finding what an answer copies from its sources word for word, for the refiner to look at."""

import re
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from colloquist.nodes.checks.wording import cut, runs
from colloquist.state.sentences import split_sentences
from colloquist.state.snippet import Snippet

SIZE = 8
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def copied_runs(text: str, sources: Sequence[Snippet]) -> list[str]:
    """Return the longest runs of more than seven words that a sentence of `text` shares with a source.

    Figures do not count: they have to stay as they are.
    """
    known = frozenset(chain.from_iterable(_known(snippet.sentences) for snippet in sources))
    return [run for sentence in split_sentences(text) for run in _runs(sentence, known)]


@lru_cache(maxsize=512)
def _known(sentences: tuple[str, ...]) -> "array[int]":
    """Return every run of a snippet that could be copied; all answers of a conversation are held against it.

    By their hashes: the words themselves would be most of what a conversation in flight takes of memory.
    """
    return array("q", (hash(gram) for sentence in sentences for gram in _grams(sentence)))


def _runs(sentence: str, known: frozenset[int]) -> list[str]:
    grams = list(map(hash, _grams(sentence)))
    hits = [] if known.isdisjoint(grams) else [n for n, gram in enumerate(grams) if gram in known]
    found = list(_WORD.finditer(sentence)) if hits else []
    spans: list[tuple[int, int]] = []
    for n in hits:
        if spans and n <= spans[-1][1] - SIZE + 1:
            spans[-1] = (spans[-1][0], n + SIZE)
        else:
            spans.append((n, n + SIZE))
    return [f'"{sentence[found[a].start() : found[b - 1].end()]}"' for a, b in spans]


def _grams(sentence: str) -> Iterable[tuple[str, ...]]:
    said = " ".join(cut(sentence, str.isalpha, _WORD))
    return runs(said.casefold().split(" "), SIZE)
