"""Answers are compared by value: what is the same in another form counts as one, and nothing else does."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.answers import Form, NeedsSymPy, comparing, grouped, value_equal
from colloquist.answers.symbols import decided

SAME = [
    ("0.5", "1/2"),
    ("50%", "0.5"),
    ("25 %", "1/4"),
    ("1,234.5", "1234.5"),
    ("1 234 567", "1234567"),
    ("3.0e8", "3*10^8"),
    ("3×10⁸ m/s", "300000 km/s"),
    ("$12", "12 dollars"),
    ("x = 5", "5"),
    (r"\frac{1}{2}", "0.5"),
    (r"$\boxed{\frac{\sqrt{2}}{2}}$", "1/sqrt(2)"),
    ("2*pi", "6.283185307"),
    ("20 °C", "293.15 K"),
    ("68 °F", "20 °C"),
    ("36 km/h", "10 m/s"),
    ("1 kWh", "3.6 MJ"),
    ("5 kg m/s^2", "5 N"),
    ("12 J/(kg K)", "12 J kg^-1 K^-1"),
    ("1.2 megabytes", "9.6 Mbit"),
    ("23 people", "23"),
    ("The answer is 12 m.", "12 metres"),
    ("about 5 bar", "500 kPa"),
    ("2 1/2", "2.5"),
    ("sqrt(8)", "2 sqrt 2"),
    ("90°", "pi/2"),
    ("5!", "120"),
    ("binomial(23, 2)", "253 pairs"),
    ("(1, 2)", "(1.0, 4/2)"),
    ("{1, 2}", "{2, 1}"),
    ("x = 2 or x = -3", "{-3, 2}"),
    ("2 < x <= 5", "(2, 5]"),
    ("no solution", "No solution."),
    ("-5", "−5"),
]
DIFFERENT = [
    ("0.5", "0.51"),
    ("1000000", "1000001"),
    ("12", "12 m"),
    ("12 m", "12 s"),
    ("20 °C", "20 K"),
    ("5 apples", "5 pears"),
    ("(1, 2)", "(2, 1)"),
    ("[1, 2]", "[1, 2)"),
    ("{1, 2}", "{1, 2, 3}"),
    ("yes", "no"),
    ("", "1"),
    ("9^9^9", "9^9^8"),
    ("25", "25%"),
    ("1/0", "2/0"),
]
SYMBOLS = [
    ("2x + 1", "1 + 2*x", True),
    ("(x + 1)^2", "x^2 + 2x + 1", True),
    ("y = 2x + 1", "2x + 1", True),
    ("x^2 + y^2 = 1", "2x^2 + 2y^2 = 2", True),
    ("n(n - 1)/2", "(n^2 - n)/2", True),
    ("sin(x)^2 + cos(x)^2", "1", True),
    ("e^x", "exp(x)", True),
    ("v_0 t", "t * v_0", True),
    ("-2x < 4", "x > -2", True),
    (r"\frac{m}{n} \ln 2", "ln(2) m / n", True),
    ("{x + 1, x - 1}", "{x - 1, 1 + x}", True),
    ("2x", "x^2", False),
    ("sqrt(x^2)", "x", False),
    ("x < 2", "x > 2", False),
    ("x", "y", False),
    ("x + 1", "x + 1.000001", False),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_value_in_another_form_is_equal(one, other):
    assert value_equal(one, other)
    assert value_equal(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_value_is_not_equal(one, other):
    assert not value_equal(one, other)
    assert not value_equal(other, one)


def test_expressions_equations_and_sets_with_variables_are_compared_by_sympy():
    said = decided([(one, other) for one, other, _ in SYMBOLS])
    assert said == {(one, other): same for one, other, same in SYMBOLS}
    for one, other, same in SYMBOLS[::5]:
        assert value_equal(one, other) is value_equal(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "form", "same"),
    [
        ("25.6", "25.58", Form("bar", 3), True),
        ("25.6 bar", "2.558 MPa", Form("bar", 3), True),
        ("25.6", "25.5", Form("bar", 3), False),
        ("25", "25 %", Form("%"), True),
        ("25.3 °C", "25.34", Form("°C", 3), True),
        ("2.6*10^6", "2598960", Form("", 2), True),
        ("2.6*10^6", "2598960", Form(), False),
        ("0.333", "1/3", Form("", 3), True),
        ("0.333", "1/3", Form(), False),
        ("7 widgets", "7", Form("widgets"), True),
    ],
)
def test_the_form_asked_for_gives_unit_and_digits(one, other, form, same):
    assert value_equal(one, other, form) is same
    assert value_equal(other, one, form) is same


def test_groups_are_the_largest_first_and_keep_the_order_of_the_answers():
    found = grouped(["1/2", "0.7", "50 %", "0.5", "7/10", "?"])
    assert found.groups == [[0, 2, 3], [1, 4], [5]]
    assert found.undecided == 0


def test_without_sympy_numbers_are_compared_and_symbols_say_what_to_install(monkeypatch):
    monkeypatch.setattr(comparing, "can_compare_symbols", lambda: False)
    assert value_equal("3/4 kPa", "750 Pa")
    assert not value_equal("x", "y")
    with pytest.raises(NeedsSymPy, match=r"pip install 'colloquist\[math\]'"):
        value_equal("2x", "x + x")


VALUES = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=1).map(lambda f: f / 1000)


@given(st.text(max_size=60))
def test_an_answer_equals_itself_whatever_it_is(text):
    assert value_equal(text, text)


@given(VALUES, VALUES)
def test_numbers_are_equal_exactly_when_their_values_are_close(a, b):
    one, other = f"{a.numerator}/{a.denominator}", decimal(b)
    assert value_equal(one, other) is value_equal(other, one) is (abs(a - b) * 10**6 <= max(abs(a), abs(b)))


@given(VALUES)
def test_the_same_number_is_equal_in_every_way_of_writing_it(a):
    plain = decimal(a)
    whole, _, rest = plain.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    variants = [
        f"{a.numerator}/{a.denominator}",
        f"{sign}{int(digits):,}" + (f".{rest}" if rest else ""),
        f"{float(a):.12e}",
        f"{decimal(a * 100)}%",
        f"({plain})",
        f"x = {plain}",
        f"The answer is {plain}.",
        f"${plain}$".replace("-", "−"),
        f"{plain} * 10^0",
    ]
    assert grouped([plain, *variants]).groups == [list(range(len(variants) + 1))], variants


@given(VALUES, st.sampled_from([("m", "km", 1000), ("s", "min", 60), ("Pa", "bar", 100000), ("g", "kg", 1000)]))
def test_the_same_quantity_is_equal_in_another_unit(a, units):
    small, large, factor = units
    assert value_equal(f"{decimal(a)} {large}", f"{decimal(a * factor)} {small}")
    assert value_equal(f"{decimal(a)} {large}", f"{decimal(a)} {small}") is (a == 0)


def decimal(value: Fraction) -> str:
    """Return a fraction of thousandths as a decimal number."""
    sign, parts = "-" if value < 0 else "", abs(value) * 1000
    assert parts.denominator == 1
    whole, rest = divmod(parts.numerator, 1000)
    return f"{sign}{whole}.{rest:03}".rstrip("0").rstrip(".")
