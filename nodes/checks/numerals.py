"""Numerals: numbers written in figures, with the marks of thousands and decimals that languages differ in."""

import re

FIGURE = re.compile(
    r"(?<![\w.,^])(?:(?P<currency>[$€£])\s?)?"
    r"(?P<number>\d{1,3}(?:[,.'’\u00a0\u202f\u2009 ]\d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?P<vulgar>[½¼¾⅓⅔⅕⅛])?"
    r"(?P<power>\s?[×x·]\s?10(?:\^?(?P<minus>[-−])?(?P<exponent>\d+)|(?P<raised>[⁻⁰¹²³⁴-⁹]+)))?"
    r"(?P<th>st|nd|rd|th)?"
    r"(?:[ \u00a0-](?P<scale>thousand|million|billion|trillion|Tausend|Millionen|Million|Milliarden|Milliarde)\b)?"
    r"(?![\w]*\d)"
)
VULGAR = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
LONE_VULGAR = re.compile(r"(?<![\w])[½¼¾⅓⅔⅕⅛]")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "tausend": 1e3, "millionen": 1e6}
_SCALE |= {"milliarde": 1e9, "milliarden": 1e9}
_COMMA = {"de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "no", "pl", "cs", "ru", "fi"}
_ODD = {mark: re.compile(rf"\d+[{mark}](?:\d{{1,2}}|\d{{4,}})") for mark in ",."}
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SPACES = re.compile(r"[ '’\u00a0\u202f\u2009]")


def readings(number: str, language: str) -> tuple[float, ...]:
    """Return what a numeral can mean; the usual reading in the language comes first."""
    if number.isdigit():
        return (float(number),)
    plain = _SPACES.sub("", number)
    decimal, thousands = (",", ".") if language in _COMMA else (".", ",")
    if _ODD[thousands].fullmatch(plain):
        return (float(plain.replace(thousands, ".")),)
    first = plain.replace(thousands, "").replace(decimal, ".")
    if first.count(".") > 1:
        first = first.replace(".", "")
    found = [float(first)]
    if _GROUPED.fullmatch(plain):
        found.append(float(re.sub(r"[.,]", "", plain)))
    return tuple(dict.fromkeys(found))


def places(number: str, language: str) -> int:
    """Return how many decimals a numeral has."""
    decimal = "," if language in _COMMA else "."
    after = number.rpartition(decimal)[2] if decimal in number else ""
    return 0 if len(after) == 3 and number.count(decimal) > 1 else len(after)


def scale(match: re.Match[str]) -> float:
    """Return what a match of FIGURE is to be multiplied by: 10 to some power, a million."""
    factor = _SCALE.get((match["scale"] or "").lower(), 1.0)
    if match["power"]:
        exponent = int(match["raised"].translate(_RAISED)) if match["raised"] else int(match["exponent"])
        factor *= 10.0 ** (-exponent if match["minus"] else exponent)
    return factor
