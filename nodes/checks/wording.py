"""The words of a text, cut once and kept: what every check of wording compares."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

KEPT = 256
"""Texts whose words are kept: those of one conversation at a time, since hundreds in flight would be too many."""
_JOINT = re.compile(r"['’-]")
_MARKS = ".,;:!?()\"'[]"
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’-][^\W_]+)*")


@lru_cache(maxsize=KEPT)
def words(text: str) -> tuple[str, ...]:
    """Return the words and numbers of `text` in lower case and in order; hyphened ones are one."""
    return tuple(cut(text.lower(), str.isalnum, _WORD))


def cut(text: str, is_word: Callable[[str], bool], word: re.Pattern[str]) -> list[str]:
    """Return what `word` finds in `text`: no word holds a space, and most pieces are words with a mark at most."""
    found: list[str] = []
    for piece in text.split():
        if is_word(piece) or is_word(piece := piece.strip(_MARKS)):
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


class Phrases:
    """Forms of a phrase, any of which may stand in a text, whatever the case.

    They are looked for where a word of `telling` stands, and each only where one that it is made of is read, be it
    the beginning of a longer word: that costs far less than looking for all of them.
    """

    def __init__(self, telling: Iterable[str], *forms: str) -> None:
        self.forms, self.telling = forms, frozenset(telling)
        self._forms = [(self.telling & _words_in(form), any_of(form)) for form in forms]

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first place where one of the forms stands."""
        if self.telling.isdisjoint(bag(text)):
            return None
        low = text.lower()
        found = (form.search(text) for made_of, form in self._forms if any(word in low for word in made_of))
        return min(filter(None, found), key=lambda match: match.start(), default=None)


def _words_in(form: str) -> frozenset[str]:
    """Return the words that a regular expression is made of, without the letters that may be left out."""
    return frozenset(re.findall(r"[^\W\d_]+", re.sub(r"\\[a-zA-Z]|\w\?", " ", form).lower()))


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as a text."""
    return tuple(text.split())
