"""Calculations in an answer are followed: what they yield is held, what they do not yield is found."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.nodes.checks.expressions import LONGEST, results
from colloquist.nodes.checks.peoples import strange_peoples
from colloquist.nodes.checks.quantities import quantities
from colloquist.state.persona import Persona


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("e^-2 gives 0.135", 0.135335),
        ("e⁻² it is", 0.135335),
        ("100 x (1 - e^-0.4) is that", 32.968),
        ("1 − (364/365)^28 = 0.074", 0.0739413),
        ("the product 364/365 × 363/365 × … × 354/365", 0.832975),
        ("1 + 2 + ... + 9", 45),
        ("2 + 3 × 4^2 − 1", 49),
        ("10 − 3 − 2", 5),
        ("2^3^2", 512),
        ("0.9 times 0.8 times 0.7 is it", 0.504),
        ("√(2 × 8)", 4),
        ("1,200 ÷ 50%", 2400),
        ("(see 3 × 4)", 12),
    ],
)
def test_a_calculation_is_read_with_the_usual_precedence(text, value):
    [found] = results(text)
    assert found.value == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "n(n − 1)/2",
        "9^9^9^9",
        "10^(10^3)",
        "1/0 + 2",
        "(−8)^0.5",
        "no sum at all",
        "1 × 2 × … × 5.5",
        "(" * 999 + "1+1",
    ],
)
def test_what_has_a_letter_no_value_or_no_end_is_left_out(text):
    assert results(text) == ()


@given(st.text(alphabet="0123456789.,+-−×x/^()√eπ…% =⁻²times", max_size=120))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_reading_it_fail(text):
    assert all(found.end - found.start <= LONGEST for found in results(text))


@pytest.mark.parametrize("piece", ["1+", "(", "1^", "1 × 2 × … × 999999 ", "√(", "9^", "e^-"])
def test_a_text_made_to_be_slow_is_read_in_a_moment(piece):
    started = time.process_time()
    results(piece * (20_000 // len(piece)) + "1")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("said", "cites"),
    [
        ("The rest is 120 × 0.9 × 0.9 × 0.9, and that is 87.5 m.", [2]),
        ("Of it 100 × (1 − 8.5 / 120) = 92.9 percent are free.", [2]),
        ("With your 77 m it is 77 × (1 − 0.1)^2, or 62.4.", [2]),
        ("The part is 1 − (8.5 / 120)^2, which is 0.995.", [2]),
        ("About 33 in a hundred of the francs, or one in three, came from the town.", [5]),
        ("A third of it, so 33 percent, came from the town.", [5]),
    ],
)
def test_what_a_calculation_or_a_share_in_words_holds_is_left_alone(kinds, said, cites):
    asked = "What if each of three floods takes a tenth, and 0.9 is left, of 77 m?"
    assert kinds(asked, [(said, "grounded", cites)]) == []


@pytest.mark.parametrize(
    ("said", "cites"),
    [
        ("The rest is 120 × 0.9 × 0.9 × 0.9, and that is 97.5 m.", [2]),
        ("Of it 100 × (1 − 8.5 / 120) = 82.9 percent are free.", [2]),
        ("Of it 100 × (1 − 8.5 / 120), about 71, are free.", [2]),
        ("The rest is 131 × 0.77 × 0.77, and that is 77.7 m.", [2]),
        ("About one in eight of the francs came from the town.", [5]),
        ("Two out of three of the francs came from the town.", [5]),
        ("The cost grew fiftyfold.", [5]),
    ],
)
def test_what_a_calculation_or_a_share_does_not_hold_is_found(kinds, said, cites):
    found = kinds("What if each of three floods takes a tenth, so that 0.9 is left?", [(said, "grounded", cites)])
    assert set(found) == {"number"}


def test_a_later_answer_may_use_what_an_earlier_one_worked_out(kinds):
    earlier = [("If each flood takes a tenth, (1 − 0.1)^3 of it is left.", "hypothetical", [])]
    assert kinds("And?", earlier, "So?", [("So 0.729 of the 120 m is left.", "grounded", [2])]) == []
    assert kinds("And?", earlier, "So?", [("So 0.792 of the 120 m is left.", "grounded", [2])]) == ["number"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one in a hundred", 0.01),
        ("one person in every ten", 0.1),
        ("two out of three", 2 / 3),
        ("315 per 10,000 houses", 0.0315),
    ],
)
def test_a_share_in_words_is_one_quantity(text, value):
    [found] = [one for one in quantities(f"It is {text}.") if one.form == "share"]
    assert (found.values[0], found.written) == (pytest.approx(value), text.removesuffix(" houses"))


@pytest.mark.parametrize(
    "text", ["five in 10 days", "ten in two", "two houses in three streets", "one of ten", "in 1911"]
)
def test_other_numbers_side_by_side_are_no_share(text):
    assert [one for one in quantities(f"It is {text}.") if one.form == "share"] == []


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("American", "in the United States"),
        ("American", "a US trial"),
        ("Swedes", "from Sweden"),
        ("Dutch", "the Netherlands"),
        ("British", "in Britain"),
    ],
)
def test_a_people_is_known_by_its_country_and_only_by_that(said, there):
    assert strange_peoples([said], [there]) == []
    assert strange_peoples([said], ["tell us of Norway, made in Japan"]) == [said]


def test_a_people_that_the_table_does_not_have_stays_strange():
    assert strange_peoples(["Monegasque"], ["in Monaco"]) == ["Monegasque"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("The river came down and the arch stood.", []),
        ("Your wall came down beside the boathouse, where a crack runs.", ["persona_leak"]),
        ("A crack runs along it.", ["persona_leak"]),
    ],
)
def test_an_everyday_pair_of_words_is_a_leak_only_beside_a_telling_one(kinds, said, found):
    who = Persona(
        role="lock keeper",
        situation="half of the quay came down in spring and a crack runs along the boathouse",
        knows=["water finds every gap"],
        gaps=["what rock does"],
        goal="a letter",
        tone="dry",
        style="short",
        perspective="her own quay",
    )
    assert kinds("Tell me more.", [(said, "discourse", [])], persona=who) == found
