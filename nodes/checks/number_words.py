"""Numbers written as words, and fractions and ordinals: what they stand for in figures."""

import re
from functools import lru_cache

from colloquist.nodes.checks.wording import listed

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_ENGLISH = {word: n for n, word in enumerate(f"{_ONES} seventeen eighteen nineteen".split())}
_ENGLISH |= {
    word: 10 * n for n, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_PART = "|".join(sorted([*_ENGLISH, *_SCALES], key=len, reverse=True))
ENGLISH = re.compile(
    rf"\b(?:an? (?=(?:hundred|thousand|million|billion|dozen)\b))?(?:{_PART})(?:(?:-| and | )(?:{_PART}))*\b",
    re.I,
)
FOLD = re.compile(rf"\b({_PART})fold\b", re.I)
_DE = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
_DE_TENS = listed("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
_FR = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_ES = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
_ORDINALS = listed("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
ORDINALS = {word: n for n, word in enumerate(_ORDINALS, start=3)}
_TENTHS = {"half": 2, "third": 3, "quarter": 4, **{w: n for w, n in ORDINALS.items() if n > 4}}
_TENTHS |= {"fourth": 4, "twentieth": 20, "thirtieth": 30, "hundredth": 100, "thousandth": 1000}
_DE_PARTS = {"hälfte": (1, 2), "drittel": (1, 3), "viertel": (1, 4), "fünftel": (1, 5), "zehntel": (1, 10)}
FRACTION = re.compile(
    rf"\b(?:(?:(an?|one|two|three|four|five)[ -](?:{'|'.join(_TENTHS)})s?"
    r"(?= of| as much| more| less|[.,;)]| the\b))|half of|"
    r"(?:ein |zwei |drei )?(?:Drittel|Viertel|Fünftel|Zehntel)|(?:die )?Hälfte)\b",
    re.I,
)


CARDINALS = frozenset([*_ENGLISH, *_SCALES]) - {"one", "zero"}
FRACTIONS = frozenset([*_TENTHS, *(f"{word}s" for word in _TENTHS), *_DE_PARTS])


def english(words: str) -> float:
    """Return the value of a run of English number words such as "two hundred and fifty-three"."""
    total, current = 0, 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in ("a", "an"):
            current = 1
        elif word in _ENGLISH:
            current += _ENGLISH[word]
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALES[word]
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
    return float(total + current)


def fraction(words: str) -> float:
    """Return the value of a fraction such as "two thirds" or "die Hälfte"."""
    found = re.findall(r"[a-zäöüß]+", words.lower())
    for word in found:
        if word in _DE_PARTS:
            above, below = _DE_PARTS[word]
            count = {"zwei": 2, "drei": 3}.get(found[0], above)
            return count / below
    word = next(w for w in found if w.removesuffix("s") in _TENTHS or w in _TENTHS)
    below = _TENTHS.get(word) or _TENTHS[word.removesuffix("s")]
    return _ENGLISH.get(found[0], 1) / below if found[0] not in ("a", "an") else 1 / below


@lru_cache(maxsize=8)
def words_of(language: str) -> dict[str, int]:
    """Return the number words of a language that is not English; none where they are not known."""
    if language == "de":
        return _german()
    simple = {"fr": _FR, "es": _ES}.get(language, "")
    return {word: n for n, word in enumerate(simple.split()) if n > 1}


def _german() -> dict[str, int]:
    small = [*_DE.split(), "siebzehn", "achtzehn", "neunzehn"]
    below = {word: n for n, word in enumerate(small)}
    joined = ["", "ein", *small[2:10]]
    for n, ten in enumerate(_DE_TENS, start=2):
        below |= {f"{one}und{ten}" if one else ten: 10 * n + m for m, one in enumerate(joined)}
    found = dict(below)
    for n, one in enumerate(joined):
        prefix = f"{one}hundert"
        found[prefix] = 100 * max(n, 1)
        found |= {prefix + word: 100 * max(n, 1) + value for word, value in below.items() if value}
    found.pop("eins")
    return found | {"tausend": 1000, "dutzend": 12}
