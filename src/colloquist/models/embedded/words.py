"""Words: how text is cut into them, what they are compared by, and how a choice is drawn from them."""

import re
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from colloquist.models.embedded.lexicon import STOP, listed

T = TypeVar("T")

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ENDINGS = (
    "ations",
    "ation",
    "ingly",
    "ments",
    "ment",
    "ings",
    "ing",
    "edly",
    "ness",
    "ies",
    "ied",
    "ers",
    "ion",
    "ions",
    "est",
    "ed",
    "es",
    "er",
    "ly",
    "s",
    "e",
    "y",
)
_ENGLISH = listed("the of and is are to in a that was it for with by from on as be which not has")


def words(text: str) -> list[str]:
    """Return the words and numbers of `text` in order."""
    return _WORD.findall(text)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return `text` as bare lower-case words between single blanks: equal when only form differs."""
    return f" {' '.join(words(unicodedata.normalize('NFKC', text).casefold()))} "


@lru_cache(maxsize=32768)
def stem(word: str) -> str:
    """Return a lower-case form that inflections of a word share."""
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)]
    return low


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Return what `text` is about: the stems of its content words, pairs of signs in unspaced scripts."""
    found: set[str] = set()
    for word in words(text):
        if _UNSPACED.search(word):
            found.update(word[n : n + 2] for n in range(max(1, len(word) - 1)))
        elif word.casefold() not in STOP:
            found.add(stem(word))
    return frozenset(found)


@lru_cache(maxsize=1024)
def is_english(text: str) -> bool:
    """Whether the function words of `text` are English ones."""
    found = words(text.casefold())
    return sum(word in _ENGLISH for word in found) >= max(1, len(found) // 10)


def pick(options: Sequence[T], *keys: object) -> T:
    """Return one of `options`, the same for the same keys in every process."""
    return options[lot(*keys) % len(options)]


def lot(*keys: object) -> int:
    """Return a number drawn from the keys."""
    return zlib.crc32("\x1f".join(map(str, keys)).encode("utf-8", "replace"))
