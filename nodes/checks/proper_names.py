"""Proper names as capitals betray them: people, places, bodies, acronyms; and the everyday words that are none."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from colloquist.nodes.checks.dates import MONTHS, WEEKDAYS
from colloquist.nodes.checks.number_words import CARDINALS, words_of
from colloquist.nodes.checks.plain_words import COMMON
from colloquist.nodes.checks.units import UNITS
from colloquist.nodes.checks.wording import bag, listed

KNOWN_TO_ALL = frozenset(
    listed(
        "I OK TV AM PM BC AD CE BCE UK US USA EU UN DNA RNA PDF CD UV SI AC DC ID IT PC URL GPS FAQ DIY CO2 H2O "
        "CO₂ Earth Sun Moon English Latin Greek God Internet X Y Z"
    )
)
SCALES = frozenset(listed("Tausend Million Millionen Milliarde Milliarden Dutzend Hälfte Drittel Viertel"))
# Begun with the letter, not with what must not stand before it, the search skips all others at once.
_CAPITAL = re.compile(r"[^\W\d_a-zßàáâäåæçèéêëíîïñóôöøùúûüœ](?<![^\W_].)(?:[^\W_]|[₀-₉])*(?:[.'’&-][^\W_]+)*\.?")
_BETWEEN = (" ", ". ", "-", "\u00a0")
_PIECE = re.compile(r"[^\W_]+")
_START = re.compile(r"(?:^|[.!?:…]['\"”’)*_]*\s+|[\"“„«(\[|*_#>—–-]\s*|^\s*(?:[-*+•>]|\d+[.)])\s+|\n\s*)$")
_CODE = re.compile(r"```.*?```|`[^`]*`|^#.*$|https?://\S+|\$[^$]+\$", re.S | re.M)
_TITLED = re.compile(r"\b(?:Herrn?|Frau|Dr\.?|Prof(?:essor)?\.?|Baurats?|Ingenieurs?|Mr\.?|Mrs\.?)\s+$")


_CODE_MARK = re.compile(r"[`#$]|://")


class Name(NamedTuple):
    """A run of capitalised words; `initial` where it is one plain word that opens a sentence."""

    words: tuple[str, ...]
    initial: bool

    @property
    def text(self) -> str:
        """The words as one."""
        return " ".join(self.words)


@lru_cache(maxsize=2048)
def names(text: str, language: str = "en") -> tuple[Name, ...]:
    """Return the proper names of `text` as far as capitals tell them.

    In German every noun has a capital, so only runs of two, names behind a title and acronyms count there.
    """
    plain = _CODE.sub(lambda match: " " * len(match[0]), text) if _CODE_MARK.search(text) else text
    return tuple(_runs(plain, language))


def _runs(text: str, language: str) -> Iterator[Name]:
    run: list[str] = []
    initial = titled = False
    end = -1
    for match in _CAPITAL.finditer(text):
        word = match[0].rstrip(".'’")
        if run and text[end : match.start()] in _BETWEEN:
            run.append(word)
        else:
            yield from _kept(run, initial, titled, language)
            run = [] if _is_symbol(word, text, match.start()) else [word]
            before = text[max(0, match.start() - 14) : match.start()]
            initial, titled = bool(_START.search(before)), bool(_TITLED.search(before))
        end = match.start() + len(word)
    yield from _kept(run, initial, titled, language)


def _kept(run: list[str], initial: bool, titled: bool, language: str) -> Iterator[Name]:
    if run and initial and run[0].lower() in COMMON:
        run, initial = run[1:], False
    words = tuple(word for word in run if not _is_plain(word) and not words_of(language).get(word.lower()))
    if not words:
        return
    if language == "de" and not titled and len(words) < 2 and not _is_acronym(words[0]):
        return
    yield Name(words, initial and len(run) == 1 and not _is_acronym(run[0]))


def _is_plain(word: str) -> bool:
    bare = re.sub(r"['’]\w+$", "", word)
    if bare in UNITS or bare in SCALES or all(piece in CARDINALS for piece in re.split(r"[-‑]", bare.lower())):
        return True
    if bare in KNOWN_TO_ALL or bare in MONTHS or bare.rstrip("s") in WEEKDAYS or len(bare) == 1:
        return True
    return bare.lower() in COMMON or (bare.isupper() and bare.lower() in COMMON)


def _is_symbol(word: str, text: str, start: int) -> bool:
    """Whether a word is the unit of the number before it, or part of a formula."""
    before = text[max(0, start - 2) : start]
    return (word in UNITS and bool(re.search(r"\d\s?$|/$", before))) or (
        len(word) <= 2 and before[-1:] in "=×*/(^√"
    )


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and sum(char.isupper() for char in word) > 1


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of `text` that a name may be compared with, in lower case; hyphened ones in pieces."""
    return bag(text)


def vocabulary_of(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the words of all `texts`: the sources that every answer of a conversation is held against."""
    return frozenset(_words_of(texts))


@lru_cache(maxsize=512)
def _words_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    # A set of them takes ten times as much memory, and hundreds of conversations are in flight.
    return tuple({intern(word) for text in texts for word in vocabulary(text)})


def unknown(name: Name, known: Iterable[Set[str]]) -> list[str]:
    """Return the words of a name that no vocabulary of `known` has; a demonym passes by its first five letters."""
    shelves = list(known)
    return [word for word in name.words if not all(_is_known(piece, shelves) for piece in _pieces(word))]


def _pieces(word: str) -> list[str]:
    return _PIECE.findall(re.sub(r"['’]s?$", "", word.lower())) or [word.lower()]


def _is_known(piece: str, shelves: Sequence[Set[str]]) -> bool:
    forms = (piece, piece.removesuffix("s"), f"{piece}s")
    if any(form in shelf for shelf in shelves for form in forms):
        return True
    return len(piece) > 5 and any(
        other.startswith(piece[:5]) and abs(len(other) - len(piece)) < 5 for shelf in shelves for other in shelf
    )
