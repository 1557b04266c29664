"""Dates, years, centuries and times of day, in the forms in which people write them."""

import re
from functools import lru_cache
from typing import NamedTuple

from colloquist.nodes.checks.units import unit_after
from colloquist.nodes.checks.wording import bag, listed

_EN = "January February March April May June July August September October November December"
_DE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
MONTHS = {name: n for names in (_EN, _DE, _FR, _ES) for n, name in enumerate(names.split(), start=1)}
_SHORT = {"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8, "Sep": 9, "Sept": 9, "Oct": 10}
MONTHS |= {**_SHORT, "Nov": 11, "Dec": 12}
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_TAGE = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"
WEEKDAYS = {name: n for names in (_DAYS, _TAGE) for n, name in enumerate(names.split(), start=1)} | {
    "Sonnabend": 6
}
_CENTURIES = {
    word: n
    for n, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
} | {"twenty-first": 21}
_NTH = "|".join(_CENTURIES)
_M = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_TH = "(?:st|nd|rd|th)"
_FORMS = [
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:{_TH}|\.)?(?: of| de)? (?P<m>{_M})(?:,? (?:de )?(?P<y>\d{{4}})\b)?"),
    re.compile(rf"\b(?P<m>{_M}) (?P<d>\d{{1,2}})(?:{_TH})?\b(?!:)(?:,? (?P<y>\d{{4}})\b)?"),
    re.compile(rf"\b(?P<m>{_M}),? (?:of |de )?(?P<y>\d{{4}})\b"),
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b"),
    re.compile(
        rf"\b(?P<c>\d{{1,2}}(?:{_TH}|\.)|{_NTH})[ -](?:century|Jahrhunderts?)"
        r"(?: (?P<e>BCE?|AD|CE|v\. Chr|n\. Chr)\b)?"
    ),
    re.compile(rf"\b(?P<c>{_NTH})(?= (?:to|or|and|until) (?:the )?(?:early |late |mid-)?(?:{_NTH}) century)"),
    re.compile(r"\b(?P<y>\d{1,4}) (?P<e>BCE?|CE|AD)\b"),
    re.compile(r"\bAD (?P<y>\d{1,4})\b(?P<e>)"),
    re.compile(r"\b(?P<h>[01]?\d|2[0-3])[:](?P<n>[0-5]\d)(?:\s?(?P<p>[ap])\.?m\b\.?)?"),
    re.compile(r"\b(?P<h>1[0-2]|[1-9])(?P<n>)\s?(?P<p>[ap])\.?m\b\.?"),
    re.compile(rf"\b(?:on|by|until|to|from|and) the (?P<d>\d{{1,2}}){_TH}\b(?! \w+ (?:of|in|for))"),
    re.compile(
        rf"\b(?P<m>(?:{'|'.join(n for n in MONTHS if len(n) > 4)})|(?<=in )(?:May|Mai|Juni|Juli|June|July))\b"
    ),
    re.compile(rf"\b(?P<w>{'|'.join(WEEKDAYS)})(?:s|en)?\b"),
    re.compile(r"(?<![\d.,/])(?P<y>1[1-9]\d\d|20\d\d)(?P<s>s)?\b(?![.,/]?\d|\s?[%°])"),
]


_BARE = _FORMS[-1]
_SUM = re.compile(r"[=≈×*·÷+]\s?$")
_DIGIT = re.compile(r"\d")
_FIGURED = re.compile(r"\d{4}|\d:\d|\d ?[ap]\.?m\b|\d(?:st|nd|rd|th)\b|\d (?:BC|AD|CE)|AD \d")
_NAMED = frozenset(name.lower() for name in [*MONTHS, *WEEKDAYS])
_NAMED |= {f"{name.lower()}s" for name in WEEKDAYS} | {"century", "jahrhundert", "jahrhunderts"}


class Date(NamedTuple):
    """What a text says of a point in time; what it does not say is None. `clock` is minutes since midnight."""

    written: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    century: int | None = None
    before_christ: bool | None = None
    clock: int | None = None
    weekday: int | None = None
    decade: bool = False


@lru_cache(maxsize=2048)
def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of `text`, each stretch of text read once, in the most telling way."""
    if not _may_hold(text):
        return ()
    taken = [False] * (len(text) + 1)
    found = []
    for form in _FORMS:
        for match in form.finditer(text):
            if form is _BARE and _is_amount(text, match):
                continue
            if any(taken[match.start() : match.end()]):
                continue
            date = _read(match)
            if date:
                found.append(date)
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    return tuple(sorted(found, key=lambda date: date.start))


def _is_amount(text: str, year: re.Match[str]) -> bool:
    """Whether four digits are no year: 1395 kPa, or the end of a sum."""
    return bool(unit_after(text[year.end() : year.end() + 12]) or _SUM.search(text[: year.start()]))


def _may_hold(text: str) -> bool:
    return not _NAMED.isdisjoint(bag(text)) or bool(_DIGIT.search(text) and _FIGURED.search(text))


def _read(match: re.Match[str]) -> Date | None:
    said = match.groupdict()
    month, day = _month(said.get("m")), _number(said.get("d"))
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    era = said.get("e")
    return Date(
        written=match[0],
        start=match.start(),
        end=match.end(),
        year=_number(said.get("y")),
        month=month,
        day=day,
        century=_century(said.get("c")),
        before_christ=era.startswith(("B", "v")) if era else None,
        clock=_clock(said),
        weekday=WEEKDAYS[said["w"]] if said.get("w") else None,
        decade=bool(said.get("s")),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _month(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else MONTHS[text.rstrip(".")]


def _century(text: str | None) -> int | None:
    if not text:
        return None
    return _CENTURIES.get(text) or int(re.sub(r"\D", "", text))


def _clock(said: dict[str, str | None]) -> int | None:
    hour = _number(said.get("h"))
    if hour is None:
        return None
    if said.get("p"):
        hour = hour % 12 + (12 if said["p"] == "p" else 0)
    return 60 * hour + (_number(said.get("n")) or 0)
