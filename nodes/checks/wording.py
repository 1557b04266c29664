"""The words of a text, cut once and kept: what every check of wording compares."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

KEPT = 256
"""Texts whose words are kept: those of one conversation at a time, since hundreds in flight would be too many."""
_JOINT = re.compile(r"['’-]")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’-][^\W_]+)*")


@lru_cache(maxsize=KEPT)
def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of `text` in lower case and in order; hyphened ones are one."""
    return tuple(cut(text.lower(), str.isalnum, _WORD))


def cut(text: str, is_word: Callable[[str], bool], word: re.Pattern[str]) -> list[str]:
    """Return what `word` finds in `text`: no word holds a space, and most pieces are words as they stand."""
    found: list[str] = []
    for piece in text.split():
        if is_word(piece):
            found.append(piece)
        else:
            found += word.findall(piece)
    return found


@lru_cache(maxsize=KEPT)
def bag(text: str) -> frozenset[str]:
    """Return the different words of `text`, with the pieces of hyphened ones."""
    said = words(text)
    joined = [word for word in said if not word.isalnum()]
    return frozenset(said).union(*map(_JOINT.split, joined)) if joined else frozenset(said)


def runs(said: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """Return every run of `size` words, in order."""
    return zip(*(said[n:] for n in range(size)), strict=False)


def any_of(*forms: str) -> re.Pattern[str]:
    """Return a pattern that is met by any of `forms`, whatever the case."""
    return re.compile("|".join(forms), re.I | re.M)


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as a text."""
    return tuple(text.split())
