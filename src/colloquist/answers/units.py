"""Units of measurement: what they are in SI, exactly, and how a product of them is read."""

import re
from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from colloquist.answers.tree import Unreadable


class Unit(NamedTuple):
    """A value v in this unit is `factor * v + offset` in SI; `dimensions` are powers of base units, sorted."""

    factor: Fraction
    dimensions: tuple[tuple[str, int], ...] = ()
    offset: Fraction = Fraction(0)


# symbol, names, factor in SI, dimensions; a leading * takes prefixes.
_TABLE = """
*m|metre meter|1|m; *g|gram gramme|1/1000|kg; *s|second sec|1|s; *A|ampere amp|1|A; *K|kelvin|1|K; *mol|mole|1|mol
*cd|candela|1|cd; *Hz|hertz|1|s-1; *N|newton|1|kg m s-2; *Pa|pascal|1|kg m-1 s-2; *J|joule|1|kg m2 s-2
*W|watt|1|kg m2 s-3; *C|coulomb|1|A s; *V|volt|1|kg m2 s-3 A-1; *F|farad|1|kg-1 m-2 s4 A2
*Ω|ohm Ohm|1|kg m2 s-3 A-2; *S|siemens|1|kg-1 m-2 s3 A2; *T|tesla|1|kg s-2 A-1; *Wb|weber|1|kg m2 s-2 A-1
*H|henry|1|kg m2 s-2 A-2; *Bq|becquerel|1|s-1; *Gy|gray|1|m2 s-2; *Sv|sievert|1|m2 s-2; *L|litre liter l|1/1000|m3
*eV|electronvolt|1602176634/10000000000000000000000000000|kg m2 s-2; *bar||100000|kg m-1 s-2
*cal|calorie|4184/1000|kg m2 s-2
*Wh||3600|kg m2 s-2; *bit|bits|1|bit; *B|byte|8|bit; *t|tonne|1000|kg; atm|atmosphere|101325|kg m-1 s-2
mmHg|torr Torr|133322387415/1000000000|kg m-1 s-2; psi||6894757/1000|kg m-1 s-2; min|minute|60|s
h|hour hr hrs|3600|s; d|day|86400|s; week|wk|604800|s; year|yr|31557600|s; ha|hectare|10000|m2
acre||40468564224/10000000|m2
in|inch inches|254/10000|m; ft|foot feet|3048/10000|m; yd|yard|9144/10000|m; mi|mile|1609344/1000|m
nmi||1852|m; lb|pound lbs|45359237/100000000|kg; oz|ounce|28349523125/1000000000000|kg; mph||44704/100000|m s-1
knot|kn kt|1852/3600|m s-1; gal|gallon|3785411784/1000000000000|m3; hp|horsepower|745699872/1000000|kg m2 s-3
%|percent pct|1/100|; ‰||1/1000|; ppm||1/1000000|; ppb||1/1000000000|; rad|radian|1|; rpm||1/60|s-1
$|dollar USD|1|USD; €|euro EUR|1|EUR; £|GBP|1|GBP; dozen||12|
"""
_PREFIXES = {
    **{"k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "h": 2, "da": 1, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9},
    **{"p": -12, "f": -15, "kilo": 3, "mega": 6, "giga": 9, "tera": 12, "centi": -2, "milli": -3, "micro": -6},
    **{"nano": -9, "hecto": 2, "deci": -1, "pico": -12},
}
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4}
_DEGREES = {
    "°": Unit(Fraction("0.017453292519943295769")),
    "°C": Unit(Fraction(1), (("K", 1),), Fraction("273.15")),
    "°F": Unit(Fraction(5, 9), (("K", 1),), Fraction("459.67") * Fraction(5, 9)),
}
_DEGREES |= {"deg": _DEGREES["°"], "degree": _DEGREES["°"], "degrees": _DEGREES["°"], "celsius": _DEGREES["°C"]}
_FACTOR = re.compile(
    r"\s*(?P<times>[*/]|per\b)?\s*(?P<open>\()?\s*(?P<square>square |cubic )?"
    r"(?P<name>[A-Za-zΩ]+|°\s?[CF]?|[%‰$€£])"
    r"(?P<after> squared| cubed)?(?:\^?\(?(?P<power>[-+]?[1-9])\)?)?(?P<close>\))?\s*"
)
LARGEST_POWER = 9


def unit(text: str) -> Unit:
    """Return the unit that a text such as "kg m/s^2" names. Raises Unreadable where it is none."""
    at, under, factor, dimensions = 0, False, Fraction(1), Counter[str]()
    while at < len(text):
        found = _FACTOR.match(text, at)
        if found is None:
            raise Unreadable(f"no unit: {text}")
        at = found.end()
        below = found["times"] in ("/", "per") or under
        one = named(found["name"])
        if one.offset and text.strip() != found[0].strip():
            one = one._replace(offset=Fraction(0))
        elif one.offset:
            return one
        power = _power(found) * (-1 if below else 1)
        factor *= one.factor**power
        for base, exponent in one.dimensions:
            dimensions[base] += exponent * power
        under = (below if found["open"] else under) and not found["close"]
        if any(abs(value) > LARGEST_POWER for value in dimensions.values()):
            raise Unreadable(f"no unit: {text}")
    return Unit(factor, tuple(sorted((base, n) for base, n in dimensions.items() if n)))


def named(name: str) -> Unit:
    """Return the unit of that name or symbol, prefixed or in the plural. Raises Unreadable where it is none."""
    name = name.replace(" ", "")
    for form in (name, name.casefold() if len(name) > _SYMBOL else name):
        for bare in (form, form.removesuffix("s") if len(form) > _SYMBOL else form):
            if bare in _DEGREES:
                return _DEGREES[bare]
            if bare in _UNITS:
                return _UNITS[bare]
            if bare in _PREFIXED:
                return _PREFIXED[bare]
    raise Unreadable(f"no unit is called {name}")


_SYMBOL = 3


def _power(found: re.Match[str]) -> int:
    words = {"square ": 2, "cubic ": 3, " squared": 2, " cubed": 3}
    return int(found["power"] or 1) * words.get(found["square"], 1) * words.get(found["after"], 1)


def _rows() -> list[tuple[str, list[str], Unit]]:
    rows = []
    for row in re.split(r";|\n", _TABLE):
        if row.strip():
            symbol, names, factor, bases = row.strip().split("|")
            powers = [re.match(r"([A-Za-z]+)(-?\d*)", base) for base in bases.split()]
            dimensions = tuple(sorted((found[1], int(found[2] or 1)) for found in powers if found))
            rows.append((symbol, names.split(), Unit(Fraction(factor), dimensions)))
    return rows


def _tables() -> tuple[dict[str, Unit], dict[str, Unit]]:
    plain: dict[str, Unit] = {}
    prefixed: dict[str, Unit] = {}
    for symbol, names, one in _rows():
        plain |= dict.fromkeys([symbol.lstrip("*"), *names], one)
        if symbol.startswith("*"):
            for word in (symbol[1:], *names):
                for prefix, power in _PREFIXES.items():
                    if (len(prefix) > 2) == (len(word) > _SYMBOL):
                        prefixed[prefix + word] = one._replace(factor=one.factor * Fraction(10) ** power)
                if word in ("B", "bit"):
                    prefixed |= {k + word: one._replace(factor=one.factor * 1024**n) for k, n in _BINARY.items()}
    return plain, prefixed


_UNITS, _PREFIXED = _tables()
