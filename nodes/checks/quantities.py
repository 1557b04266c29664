"""Quantities: every number of a text with its unit, however it is written."""

import re
from collections.abc import Iterator
from functools import lru_cache

from colloquist.nodes.checks import number_words as spelt
from colloquist.nodes.checks.dates import dates
from colloquist.nodes.checks.numerals import FIGURE, LONE_VULGAR, VULGAR, places, readings, scale
from colloquist.nodes.checks.quantity import Form, Quantity, is_hedged
from colloquist.nodes.checks.shares import shares
from colloquist.nodes.checks.units import UNITS, Unit, unit_after
from colloquist.nodes.checks.wording import bag, listed

# What "an s" or "a t" could mean is never a unit with an article.
_UNIT_WORDS = frozenset(UNITS) - {"s", "t", "an"}
_BEHIND = re.compile(r"\s?-?\s?([^\W\d_]{3,})(?:[\s-]([^\W\d_]{3,}))?")
_NOT_COUNTED = frozenset(
    listed(
        "and or of the that which than with for from are was were is has have had did can may must but not per in "
        "on at by only more less und oder von der die das den dem bis mit für wie sind war waren ist als auf pro "
        "bei zum zur"
    )
)
_ITEM = re.compile(r"^[ >*]*\(?\d{1,3}[.)](?=\s)|\[\d+(?:\.\d+)?\]", re.M)
_LETTERS = re.compile(r"[^\W\d_]+")
_LISTED = re.compile(r"\s*(?:,|or|and|to|oder|und|bis|–|-|ou|et|y)\s*(?:about |rund |etwa )?$")
_ARTICLED = re.compile(r"\b(?:an?|one|eine[mnr]?|ein) (?=\S)", re.I)
_PER_BEFORE = re.compile(
    r"(?<!\bas)(?<!\bis)(?<!\bhas)(?<!\bwas)(?<!\bits)(?<!\bthis)(?<=[s\d%])(?<!ss) $|\bMal $"
)
_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(rf"\b(?<!\ba )(?<!\bone )(?<!\btwo )(?:{'|'.join(spelt.ORDINALS)})\b")
_RATES = {
    "daily": "day",
    "hourly": "hour",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
_RATE = re.compile(rf"\b(?:{'|'.join(_RATES)}|(?:every|each) (second|minute|hour|day|week|month|year))\b", re.I)
_RATES |= {"every": "", "each": ""}
_MULTIPLES = {"twice": 2.0, "thrice": 3.0}
_TWICE = re.compile(r"\b(?:twice|thrice)\b(?! as| the| that| what| over| more)")
REACH = 40
"""Characters behind a number in which its unit is looked for."""


@lru_cache(maxsize=2048)
def quantities(text: str, language: str = "en") -> tuple[Quantity, ...]:
    """Return the quantities of `text` in order; dates, times, numbers of lists and names such as CO2 are none."""
    if not _may_hold(text, language):
        return ()
    figures = list(_figures(text, language))
    spelt_out = _in_words(text, language)
    found = figures + [
        one for one in spelt_out if not any(one.start < f.end and f.start < one.end for f in figures)
    ]
    if not found:
        return ()
    covered = [(date.start, date.end) for date in dates(text)] + [match.span() for match in _ITEM.finditer(text)]
    kept = [one for one in found if not any(a < one.end and one.start < b for a, b in covered)]
    apart = _with_shared_units(_by_place(kept), text)
    return tuple(_by_place([*apart, *shares(apart, text)]))


def _may_hold(text: str, language: str) -> bool:
    """Whether a text has a figure or a word that could stand for a number: most sentences have neither."""
    if not text.isascii() or _DIGIT.search(text) or "fold" in text:
        return True
    return not _telling(language).isdisjoint(bag(text))


@lru_cache(maxsize=8)
def _telling(language: str) -> frozenset[str]:
    """Return the words without one of which no number is written in words."""
    spelt_out = [*spelt.CARDINALS, *spelt.ORDINALS, *_MULTIPLES] if language == "en" else spelt.words_of(language)
    return _UNIT_WORDS.union(spelt.FRACTIONS, _RATES, spelt_out)


def _by_place(found: list[Quantity]) -> list[Quantity]:
    return sorted(found, key=lambda one: one.start)


def _with_shared_units(found: list[Quantity], text: str) -> list[Quantity]:
    """Give the numbers of "0, 8 or 16 hours" the unit that stands behind the last of them."""
    for n in range(len(found) - 2, -1, -1):
        one, following = found[n], found[n + 1]
        if one.unit is None and following.unit and _LISTED.match(text[one.end : following.start]):
            found[n] = one._replace(unit=following.unit, counted="")
    return found


def _figures(text: str, language: str) -> Iterator[Quantity]:
    if _DIGIT.search(text):
        for match in FIGURE.finditer(text):
            yield _figure(match, text, language)
    if not text.isascii():
        for match in LONE_VULGAR.finditer(text):
            yield _spelt(match, text, VULGAR[match[0]], "figure")


def _figure(match: re.Match[str], text: str, language: str) -> Quantity:
    factor, decimals = scale(match), places(match["number"], language)
    extra = VULGAR.get(match["vulgar"] or "", 0.0)
    digits = re.sub(r"\D", "", match["number"])
    zeros = len(digits) - len(digits.rstrip("0")) if not decimals else 0
    after = unit_after(text[match.end() : match.end() + REACH])
    unit, end = (after[0], match.end() + after[1]) if after else (UNITS.get(match["currency"] or ""), match.end())
    step = 10.0**-decimals * factor
    return Quantity(
        written=text[match.start() : end],
        start=match.start(),
        end=end,
        values=tuple((value + extra) * factor for value in readings(match["number"], language)),
        step=step,
        round_to=step * 10.0**zeros,
        unit=unit,
        counted="" if unit else _counted(text, end),
        form="ordinal" if match["th"] else "figure",
        loose=is_hedged(text, match.start()),
    )


def _counted(text: str, end: int) -> str:
    match = _BEHIND.match(text, end)
    if not match or match[1].lower() in _NOT_COUNTED:
        return ""
    second = match[2].lower() if match[2] and match[2].lower() not in _NOT_COUNTED else ""
    return f"{stem(match[1])} {stem(second)}".strip()


def stem(word: str) -> str:
    """Return a word without the ending that a plural has."""
    low = word.lower()
    return low[: -(2 if low.endswith(("ses", "xes", "ches", "shes")) else 1)] if low.endswith("s") else low


def _in_words(text: str, language: str) -> Iterator[Quantity]:
    here = bag(text)
    fractions = [] if spelt.FRACTIONS.isdisjoint(here) else list(spelt.FRACTION.finditer(text))
    for match in fractions:
        yield _spelt(match, text, spelt.fraction(match[0]), "fraction")
    for one in (*_cardinals(text, language, here), *_ordinals(text, language, here)):
        if not any(other.start() <= one.start < other.end() for other in fractions):
            yield one
    yield from _rates(text, here)
    if not _UNIT_WORDS.isdisjoint(here):
        for match in _ARTICLED.finditer(text):
            before = text[max(0, match.start() - 8) : match.start()]
            if unit_after(text[match.end() : match.end() + REACH]) and not _PER_BEFORE.search(before):
                yield _spelt(match, text, 1.0, "article")


def _ordinals(text: str, language: str, here: frozenset[str]) -> Iterator[Quantity]:
    """Yield third and its like, and twice where it counts occasions; "second" is mostly something else."""
    if language != "en":
        return
    if not spelt.ORDINALS.keys().isdisjoint(here):
        for match in _ORDINAL.finditer(text):
            yield _spelt(match, text, float(spelt.ORDINALS[match[0]]), "ordinal")
    if not _MULTIPLES.keys().isdisjoint(here):
        for match in _TWICE.finditer(text):
            yield _spelt(match, text, _MULTIPLES[match[0]], "word")._replace(counted="time")


def _rates(text: str, here: frozenset[str]) -> Iterator[Quantity]:
    if not _RATES.keys().isdisjoint(here):
        for match in _RATE.finditer(text):
            unit = Unit((), 1.0, "times").per(UNITS[_RATES.get(match[0].lower(), match[1])])
            yield _spelt(match, text, 1.0, "article")._replace(unit=unit, counted="", written=match[0])


def _cardinals(text: str, language: str, here: frozenset[str]) -> Iterator[Quantity]:
    if language == "en":
        if not spelt.CARDINALS.isdisjoint(here):
            for match in spelt.ENGLISH.finditer(text):
                if match[0].lower() not in ("one", "zero"):
                    yield _spelt(match, text, spelt.english(match[0]), "word")
        if "fold" in text:
            for match in spelt.FOLD.finditer(text):
                yield _spelt(match, text, spelt.english(match[1]), "word")
        return
    known = spelt.words_of(language)
    if not known.keys().isdisjoint(here):
        for match in _LETTERS.finditer(text):
            if known.get(match[0].lower(), 0) > 1:
                yield _spelt(match, text, float(known[match[0].lower()]), "word")


def _spelt(match: re.Match[str], text: str, value: float, form: Form) -> Quantity:
    after = unit_after(text[match.end() : match.end() + REACH]) if form != "ordinal" else None
    end = match.end() + after[1] if after else match.end()
    step = 0.005 if form == "fraction" else 1.0 if value == int(value) else 0.01
    return Quantity(
        written=text[match.start() : end],
        start=match.start(),
        end=end,
        values=(value,),
        step=step,
        round_to=step,
        unit=after[0] if after else None,
        counted="" if after else _counted(text, end),
        form=form,
        loose=is_hedged(text, match.start()),
    )
