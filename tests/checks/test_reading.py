"""How quantities, dates and names are read out of a text, whatever way they are written."""

import pytest

from colloquist.nodes.checks.dates import dates
from colloquist.nodes.checks.holding import same, worked_out
from colloquist.nodes.checks.proper_names import names
from colloquist.nodes.checks.quantities import quantities


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("1,000 and 1.5 and 1 000", "en", [1000, 1.5, 1000]),
        ("1.000 und 1,5", "de", [1000, 1.5]),
        ("5 billion labels, about 1.8 × 10^19 of them", "en", [5e9, 1.8e19]),
        ("two hundred and fifty-three, and a dozen", "en", [253, 12]),
        ("dreiundzwanzig von zwölf", "de", [23, 12]),
        ("2¼ turns and ½", "en", [2.25, 0.5]),
        ("two thirds of it, half of that", "en", [2 / 3, 0.5]),
        ("$3.50", "en", [3.5]),
        ("1. First\n2. Second\n[1.3]", "en", []),
        ("CO2, v1.2.3 and x2", "en", []),
        ("between 300 and about 1,200 kg", "en", [300, 1200]),
        ("On 4 May 1898 at 7:15", "en", []),
    ],
)
def test_numbers_are_read_in_every_way_they_are_written(text, language, values):
    assert [one.values[0] for one in quantities(text, language)] == pytest.approx(values)


def test_an_ambiguous_numeral_keeps_both_readings():
    assert quantities("1.000", "en")[0].values == (1.0, 1000.0)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("0.5 m", "500 mm"),
        ("10 bar", "1 N/mm²"),
        ("1 MPa", "10 bar"),
        ("3 km", "3,000 metres"),
        ("64 °F", "18 °C"),
        ("2 years", "24 months"),
        ("0.8", "80 percent"),
        ("50 %", "half of it"),
        ("roughly 2,800", "2,840"),
        ("90 minutes", "1.5 hours"),
        ("8 hours", "0, 8 or 16 hours"),
        ("3.6 km/h", "1 metre per second"),
        ("48 percent", "47.6 percent"),
    ],
)
def test_one_quantity_in_two_dresses_is_the_same(said, given):
    (one,) = quantities(said)
    assert any(same(one, other) for other in quantities(given))


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("0.6 m", "500 mm"),
        ("10 mbar", "10 bar"),
        ("8 days", "8 hours"),
        ("700 seconds", "700 cycles"),
        ("2,900", "2,840"),
        ("46 percent", "47.6 percent"),
        ("5 m", "5 m²"),
        ("12 kg", "12 times a minute"),
    ],
)
def test_two_quantities_are_not_the_same(said, given):
    (one,) = quantities(said)
    assert not any(same(one, other) for other in quantities(given))


def test_what_follows_in_a_step_or_two_is_worked_out():
    def follows(said, given):
        return worked_out(quantities(said)[0], quantities(given))

    assert follows("0.84 bar", "7 percent of 12 bar")
    assert follows("11.16 bar", "7 percent of 12 bar")
    assert follows("240 crowns", "2 at 96 crowns and 48 crowns")
    assert not follows("0.9731 bar", "7 percent of 12 bar")
    assert not follows("251 crowns", "2 at 96 crowns and 48 crowns")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("on 4 May 1898", (1898, 5, 4)),
        ("May 4th, 1898", (1898, 5, 4)),
        ("1898-05-04", (1898, 5, 4)),
        ("am 4. Mai 1898", (1898, 5, 4)),
        ("4.5.1898", (1898, 5, 4)),
        ("in May 1898", (1898, 5, None)),
        ("in 1898", (1898, None, None)),
        ("by the 4th", (None, None, 4)),
    ],
)
def test_a_date_is_read_in_every_form(text, parts):
    (date,) = dates(text)
    assert (date.year, date.month, date.day) == parts


def test_what_only_looks_like_a_date_is_none():
    assert dates("She may march on with 1,898 others, 12.5 m apart; section 3.4 says so.") == ()


def test_names_are_what_capitals_betray():
    text = 'Then Anna Perren met the SBB in Brig. "Water is heavy," she said. It froze, Nothing more.'
    assert [name.text for name in names(text)] == ["Anna Perren", "SBB", "Brig"]
    assert [name.text for name in names("Das Tor der Schleuse plante Karl Brandt.", "de")] == ["Karl Brandt"]
