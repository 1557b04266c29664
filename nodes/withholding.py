"""Whether what a tutor says gives the answer away, as far as code can see it: by its figures and its words."""

from colloquist.nodes.checks.tongue import WORDS
from colloquist.nodes.checks.wording import runs, words

RUN = 6
"""Words in a row that nobody shares with an answer by chance."""
BEGINNING = 6
"""Letters by which a word is known, whatever its ending."""
FEWEST, MOST = 4, 0.6
"""Telling words that an answer must have, and the share of them that may be said, before it counts as told."""


def gives_away(said: str, answer: str, heard: str, language: str = "en") -> str:
    """Return what of `answer` is told in `said` and was not in what was `heard` before, or nothing.

    That is all its figures, six of its words in a row, or most of its telling words. An answer told in
    other words, or one that is a plain yes or no, is not seen.
    """
    known, mine = words(heard), words(said)
    figures = {word for word in words(answer) if word[0].isdigit()} - set(known)
    if figures and figures <= set(mine):
        return ", ".join(sorted(figures))
    shared = _runs(words(answer)) & _runs(mine) - _runs(known)
    if shared:
        return " ".join(min(shared))
    telling = _telling(answer, language) - _telling(heard, language)
    told = [word for word in dict.fromkeys(mine) if word[:BEGINNING] in telling]
    return ", ".join(told) if len(telling) >= FEWEST and len(told) >= MOST * len(telling) else ""


def _runs(said: tuple[str, ...]) -> set[tuple[str, ...]]:
    return set(runs(said, RUN))


def _telling(text: str, language: str) -> set[str]:
    stop = WORDS.get(language, frozenset())
    return {word[:BEGINNING] for word in words(text) if len(word) > 3 and word not in stop}
