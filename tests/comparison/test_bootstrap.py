"""How sure a difference is: known cases, symmetry, and intervals that hold about as often as they say."""

import random
from math import sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from colloquist.run.comparison.bootstrap import FEWEST, difference, of_sets, ratio
from colloquist.run.projection import student

values = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=FEWEST, max_size=15)


def means(numbers, prefix="s"):
    """Return the parts of a mean over snippets."""
    return {f"{prefix}{n}": (value, 1) for n, value in enumerate(numbers)}


def parted(pairs):
    """Return the parts of both sides of pairs."""
    return means(a for a, _ in pairs), means(b for _, b in pairs)


@given(values)
@settings(max_examples=25, deadline=None)
def test_the_other_way_round_it_is_the_same_difference_with_the_other_sign(pairs):
    one, other = parted(pairs)
    forth, back = difference(one, other), difference(other, one)
    assert (forth.first, forth.second, forth.pairs) == (back.second, back.first, back.pairs)
    assert forth.value == -back.value
    assert (forth.low, forth.high) == pytest.approx((-back.high, -back.low), abs=1e-9)
    assert forth.sign == -back.sign


@given(values, st.randoms())
@settings(max_examples=25, deadline=None)
def test_pairs_are_made_by_id_whatever_the_order_and_whatever_has_no_partner(pairs, lot):
    one, other = parted(pairs)
    shuffled = list(other.items())
    lot.shuffle(shuffled)
    found = difference({**one, "alone": (999, 1)}, {**dict(shuffled), "single": (999, 1)})
    assert found == difference(one, other)
    assert found.pairs == len(pairs)


@given(st.lists(st.integers(0, 50), min_size=FEWEST, max_size=15), st.integers(-9, 9))
@settings(max_examples=25, deadline=None)
def test_what_a_snippet_does_to_both_is_no_part_of_the_difference(numbers, more):
    found = difference(means(numbers), means(number + more for number in numbers))
    assert found.value == pytest.approx(more)
    assert (found.low, found.high) == pytest.approx((more, more))
    assert found.sign == (more > 0) - (more < 0)


def test_fewer_than_six_pairs_tell_nothing_however_far_apart():
    found = difference(means([0] * 5), means([1000] * 5))
    assert (found.value, found.low, found.high, found.sign) == (1000, None, None, 0)
    assert found.too_few
    assert difference(means([0] * 6), means([1000] * 6)).sign == 1


def test_a_share_weighs_every_claim_alike():
    assert ratio([(9, 10), (0, 90)]) == pytest.approx(0.09)
    assert ratio([(0, 0)]) is None
    one = {f"s{n}": (9, 10) for n in range(6)}
    assert difference(one, {id_: (0, 0) for id_ in one}).value is None


@given(st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_of_many_pairs_the_interval_is_that_of_the_normal_distribution(seed):
    lot = random.Random(seed)
    one, other = ([lot.gauss(10, 2) for _ in range(150)] for _ in range(2))
    apart = [b - a for a, b in zip(one, other, strict=True)]
    found = difference(means(one), means(other))
    reach = 1.976 * stdev(apart) / sqrt(150)
    assert found.low == pytest.approx(fmean(apart) - reach, abs=0.35 * reach)
    assert found.high == pytest.approx(fmean(apart) + reach, abs=0.35 * reach)


@pytest.mark.parametrize("pairs", [8, 20])
def test_intervals_hold_what_they_say_they_hold(pairs):
    lot, held = random.Random(pairs), 0
    for _ in range(120):
        one = [lot.gauss(10, 2) for _ in range(pairs)]
        found = difference(means(one), means(value + lot.gauss(1, 2) for value in one))
        held += found.low <= 1 <= found.high
    assert held >= 0.9 * 120


@given(st.lists(st.integers(0, 50), min_size=FEWEST, max_size=18))
@settings(max_examples=25, deadline=None)
def test_the_jackknife_of_a_mean_is_the_classical_interval(numbers):
    assume(len(set(numbers)) > 1)
    by_id = dict(zip(map(str, range(len(numbers))), numbers, strict=True))
    found = of_sets(list(by_id), lambda ids: ({"mean": 0.0}, {"mean": fmean(by_id[id_] for id_ in ids)}))["mean"]
    reach = student(len(numbers) - 1, 0.95) * stdev(numbers) / sqrt(len(numbers))
    assert (found.low, found.high) == pytest.approx((fmean(numbers) - reach, fmean(numbers) + reach))


def test_what_a_threshold_makes_jump_has_no_interval():
    ids = list("abcdefgh")
    found = of_sets(ids, lambda chosen: ({"tics": 0.0}, {"tics": float(len(chosen))}), rough=("tics",))["tics"]
    assert (found.value, found.low, found.sign) == (8, None, 0)
