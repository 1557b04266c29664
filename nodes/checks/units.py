"""Units of measure as powers of base units, so that 500 mm and 0.5 m, or 10 bar and 1 N/mm², are one thing."""

import re
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple


class Unit(NamedTuple):
    """A product of base units: `powers` names them, `factor` leads to them, `name` is how it was written."""

    powers: tuple[tuple[str, int], ...]
    factor: float
    name: str

    def per(self, other: "Unit") -> "Unit":
        """Return this unit divided by another."""
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, 0) - power
        kept = tuple(sorted((base, power) for base, power in powers.items() if power))
        return Unit(kept, self.factor / other.factor, f"{self.name}/{other.name}")


# Per line: base units with their powers, factor, how it is written. Pounds of money and of mass stay apart
# from everything else, because the word does not say which it is.
_TABLE = """
L1 1e-9 nm nanometre nanometres nanometer nanometers
L1 1e-6 µm μm micron microns micrometre micrometres micrometer micrometers
L1 0.001 mm millimetre millimetres millimeter millimeters Millimeter
L1 0.01 cm centimetre centimetres centimeter centimeters Zentimeter
L1 1 m metre metres meter meters Meter Metern mètre mètres metro metros
L1 1000 km kilometre kilometres kilometer kilometers Kilometer Kilometern kilomètre kilomètres kilómetros
L1 0.0254 inch inches Zoll
L1 0.3048 ft foot feet Fuß
L1 0.9144 yd yard yards
L1 1609.344 mi mile miles Meile Meilen
L1 1852 nautical_mile nautical_miles Seemeilen
L2 1e-6 mm² mm2 mm^2 square_millimetre square_millimetres square_millimeters Quadratmillimeter
L2 1e-4 cm² cm2 cm^2 square_centimetre square_centimetres square_centimeters Quadratzentimeter
L2 1 m² m2 m^2 square_metre square_metres square_meter square_meters Quadratmeter
L2 1e6 km² km2 square_kilometre square_kilometres square_kilometers Quadratkilometer
L2 1e4 ha hectare hectares Hektar
L2 4046.86 acre acres
L2 0.092903 square_foot square_feet
L2 0.836127 square_yard square_yards
L3 1e-6 ml mL millilitre millilitres milliliter milliliters Milliliter
L3 1e-5 cl centilitre centilitres Zentiliter
L3 1e-3 l L litre litres liter liters Liter Litern
L3 1 m³ m3 m^3 cubic_metre cubic_metres cubic_meter cubic_meters Kubikmeter Kubikmetern
L3 1e-6 cm³ cubic_centimetre cubic_centimetres
L3 0.1 hl hectolitre hectolitres Hektoliter
L3 0.00378541 gallon gallons gal
L3 0.000568261 pint pints
M1 1e-9 µg μg microgram micrograms
M1 1e-6 mg milligram milligrams Milligramm
M1 1e-3 g gram grams gramme grammes Gramm
M1 1 kg kilo kilos kilogram kilograms kilogramme kilogrammes Kilogramm Kilo
M1 1000 t tonne tonnes Tonne Tonnen
M1 0.0283495 oz ounce ounces
M1 0.45359237 lb lbs
T1 1e-9 ns nanosecond nanoseconds
T1 1e-6 µs microsecond microseconds
T1 1e-3 ms millisecond milliseconds Millisekunden
T1 1 s sec second seconds Sekunde Sekunden seconde secondes segundos
T1 60 min minute minutes Minute Minuten minutos
T1 3600 h hr hour hours Stunde Stunden heure heures hora horas
T1 86400 day days Tag Tage Tagen jour jours día días
T1 604800 week weeks Woche Wochen semaine semaines semanas
month1 1 month months Monat Monate Monaten mois meses
month1 12 year years yr yrs Jahr Jahre Jahren an ans années años
month1 120 decade decades Jahrzehnt Jahrzehnte Jahrzehnten
month1 1200 century centuries Jahrhunderte Jahrhunderten
K1 1 °C celsius degrees_celsius degree_celsius Grad_Celsius
F1 1 °F fahrenheit degrees_fahrenheit
K1 1 K kelvin kelvins
degree1 1 ° degree degrees deg Grad
radian1 1 rad radian radians
M1L1T-2 1 N newton newtons Newton
M1L1T-2 1000 kN kilonewton kilonewtons
M1L-1T-2 1 Pa pascal pascals
M1L-1T-2 100 mbar millibar hPa
M1L-1T-2 1000 kPa kilopascal kilopascals
M1L-1T-2 1e5 bar bars Bar
M1L-1T-2 1e6 MPa megapascal megapascals
M1L-1T-2 6894.757 psi
M1L-1T-2 101325 atm atmosphere atmospheres
M1L2T-2 1 J joule joules Joule
M1L2T-2 1000 kJ kilojoule kilojoules
M1L2T-2 1e6 MJ megajoule megajoules
M1L2T-2 3.6e6 kWh kilowatt_hour kilowatt_hours kilowatt-hours Kilowattstunden
M1L2T-2 3.6e9 MWh megawatt_hours
M1L2T-2 4184 kcal kilocalories
M1L2T-3 1 W watt watts Watt
M1L2T-3 1000 kW kilowatt kilowatts Kilowatt
M1L2T-3 1e6 MW megawatt megawatts Megawatt
M1L2T-3 1e9 GW gigawatt gigawatts
M1L2T-3 745.7 hp horsepower
L1T-1 0.44704 mph
L1T-1 0.514444 knot knots Knoten
T-1 1 Hz hertz
T-1 1000 kHz kilohertz
T-1 1e6 MHz megahertz
T-1 1e9 GHz gigahertz
T-1 0.0166666667 rpm
A1 1 A amp amps ampere amperes
A1 0.001 mA milliamp milliamps
V1 0.001 mV millivolt millivolts
V1 1 V volt volts
V1 1000 kV kilovolt kilovolts
ohm1 1 Ω ohm ohms
ohm1 1000 kΩ kilohm kilohms
mol1 1 mol mole moles
mol1 0.001 mmol millimole millimoles
osmol1 0.001 milliosmole milliosmoles mOsm
osmol1 1 osmole osmoles
bit1 1 bit bits
bit1 8 byte bytes
bit1 8000 kB kilobyte kilobytes
bit1 8e6 MB megabyte megabytes
bit1 8e9 GB gigabyte gigabytes
bit1 8e12 TB terabyte terabytes
dB1 1 dB decibel decibels
share1 0.01 % percent per_cent Prozent percentage_point percentage_points points pour_cent por_ciento
share1 0.001 ‰ per_mille
dollar1 1 $ dollar dollars USD
dollar1 0.01 cents
euro1 1 € euro euros Euro EUR
pound1 1 £ pound pounds GBP
penny1 1 pence penny
crown1 1 crown crowns krone kroner kronor NOK SEK DKK
franc1 1 franc francs Franken CHF
"""
_POWER = re.compile(r"([A-Za-z]+?)(-?\d)")
_PER = re.compile(
    r"\s*(?:/|\b(?:per|(?:on |for |in )?(?:each|every)|an?|je|pro|in der|par|por)\b)\s*",
    re.I,
)
_COUNTED = re.compile(
    r"(?:times|cycles?|turns|revolutions|rotations|beats|Mal|mal|Umdrehungen)(?=\s*(?:/|per|an?|pro|je|in der)\s)"
)
_ONCE = Unit((), 1.0, "times")


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for row in _TABLE.strip().splitlines():
        powers, factor, *names = row.split()
        bases = tuple(sorted((base, int(power)) for base, power in _POWER.findall(powers)))
        for name in names:
            spaced = name.replace("_", " ")
            found[spaced] = Unit(bases, float(factor), spaced)
            if len(spaced) > 3 and spaced.islower():
                found[spaced.capitalize()] = found[spaced]
    return found


UNITS = _units()
# By their first letter, the longest first: one pattern of all takes 65 ms to compile.
_BEGINNING = {
    letter: tuple(names)
    for letter, names in groupby(sorted(UNITS, key=lambda name: (name[0], -len(name))), itemgetter(0))
}
_GAP = re.compile(r"\s?[-‑]?\s?|\s")


@lru_cache(maxsize=8192)
def unit_after(text: str) -> tuple[Unit, int] | None:
    """Return the unit that `text`, what stands behind a number, begins with, and where it ends."""
    gap = _GAP.match(text)
    start = gap.end() if gap else 0
    counted = _COUNTED.match(text, start)
    first = _named_at(text, start)
    if counted:
        unit, end = _ONCE, counted.end()
    elif first:
        unit, end = UNITS[first], start + len(first)
    else:
        return None
    per = _PER.match(text, end)
    below = _named_at(text, per.end()) if per else None
    if per and below:
        return unit.per(UNITS[below]), per.end() + len(below)
    return (unit, end) if first else None


def _named_at(text: str, start: int) -> str | None:
    """Return the longest name of a unit that is a whole word at `start`."""
    for name in _BEGINNING.get(text[start : start + 1], ()):
        if text.startswith(name, start) and not _goes_on(text[start + len(name) : start + len(name) + 1]):
            return name
    return None


def _goes_on(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
