"""What a sample says of the whole: known quantiles, exact cases, and intervals that hold as often as they say."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.run.projection import Interval, lasts, places, share, student, total


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    [(1, 6.3138), (2, 2.9200), (3, 2.3534), (5, 2.0150), (10, 1.8125), (30, 1.6973), (1000, 1.6464)],
)
def test_students_quantile_is_the_one_in_the_tables(freedom, quantile):
    assert student(freedom) == pytest.approx(quantile, rel=1e-3)


@given(st.integers(1, 40), st.integers(1, 5000))
def test_places_are_different_in_order_and_evenly_spread(sample, whole):
    found = places(sample, whole)
    assert len(found) == min(sample, whole)
    assert found == sorted(set(found))
    assert found[0] >= 0
    assert found[-1] < whole
    gaps = [b - a for a, b in pairwise(found)]
    assert not gaps or max(gaps) - min(gaps) <= 1


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_a_sample_of_everything_has_no_error(values):
    assert total(values, [1] * len(values), 1, len(values)) == (sum(values),) * 3


@given(
    st.lists(st.tuples(st.integers(1, 2000), st.integers(0, 10**6)), min_size=2, max_size=30),
    st.integers(1, 10**4),
)
def test_the_figure_lies_in_its_interval_and_not_below_what_was_seen(pairs, more):
    lengths, values = zip(*pairs, strict=True)
    found = total(values, lengths, sum(lengths) / len(lengths), len(pairs) + more)
    assert sum(values) <= found.low <= found.value * (1 + 1e-9)
    assert found.value <= found.high


def test_one_conversation_alone_says_nothing_of_the_spread():
    assert total([7], [1], 1, 10) == Interval(70, None, None)
    assert lasts(Interval(70, None, None), 7, 2) == Interval(36.75, None, None)


def test_what_grows_with_the_length_is_projected_along_it():
    lengths = list(range(100, 1300, 100))
    found = total([3 * length + 5 for length in lengths], lengths, 1000, 500)
    assert found == pytest.approx((500 * 3005,) * 3)


def test_the_intervals_hold_about_as_often_as_they_say():
    lot, held = random.Random(3), [0, 0]
    for _ in range(400):
        lengths = [lot.gauss(220, 40) for _ in range(300)]
        values = [length * lot.choice([2, 4, 4, 5, 9]) for length in lengths]
        drawn = places(12, 300)
        picked = [values[n] for n in drawn]
        found = total(picked, [lengths[n] for n in drawn], sum(lengths) / 300, 300)
        held[0] += found.low <= sum(values) <= found.high
        many = sum(value > 1000 for value in values) / 300
        few = share(sum(value > 1000 for value in picked), 12, 300)
        held[1] += few.low <= many <= few.high
    assert 0.85 < held[0] / 400 < 0.95
    assert 0.80 < held[1] / 400 < 1.0


@pytest.mark.parametrize("at_once", [1, 3, 16])
def test_no_order_of_conversations_takes_less_or_more_than_is_said(at_once):
    lot = random.Random(1)
    seconds = [lot.lognormvariate(1, 0.8) for _ in range(200)]
    free = [0.0] * at_once
    for one in seconds:
        free[free.index(min(free))] += one
    work = sum(seconds)
    found = lasts(Interval(work, work, work), max(seconds), at_once)
    assert found.low <= max(free) + 1e-9
    assert max(free) <= found.high + 1e-9
