"""Pairs before a judge: both orders, ties, whoever follows the place, and nothing that tells who made what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.run.comparison.weighings import score, verdict

better = st.sampled_from(["first", "second", "tie"])
replies = st.lists(st.tuples(better, better), max_size=30)


def pairs(said):
    """Return the rows of replies in both orders."""
    return [{"forth": {"better": forth}, "back": {"better": back}} for forth, back in said]


@pytest.mark.parametrize(
    ("forth", "back", "is_"),
    [
        ("first", "second", "won"),
        ("second", "first", "lost"),
        ("first", "first", "tie"),
        ("second", "second", "tie"),
        ("tie", "tie", "tie"),
        ("first", "tie", "tie"),
        ("tie", "first", "tie"),
    ],
)
def test_only_who_wins_in_both_orders_wins(forth, back, is_):
    assert verdict(forth, back) == is_


@given(replies)
def test_with_the_contestants_changed_over_wins_are_losses(said):
    found = score("a", "b", pairs(said))
    turned = score("b", "a", pairs([(back, forth) for forth, back in said]))
    assert (found.wins, found.losses, found.ties, found.split) == (
        turned.losses,
        turned.wins,
        turned.ties,
        turned.split,
    )
    assert (found.firsts, found.seconds) == (turned.firsts, turned.seconds)
    assert found.ahead == turned.ahead
    assert found.wins + found.losses + found.ties == len(said)


@given(st.integers(1, 40))
def test_a_judge_who_follows_the_place_decides_nothing_and_is_found_out(number):
    found = score("a", "b", pairs([("first", "first")] * number))
    assert (found.wins, found.losses, found.ties, found.split) == (0, 0, number, number)
    assert found.ahead == ""
    assert found.leans[1] == 1.0
    assert (found.leans[0] > 0.5) == (2 * number > 3)


def test_who_is_ahead_takes_more_than_luck():
    assert score("a", "b", pairs([("first", "second")] * 5)).ahead == ""
    assert score("a", "b", pairs([("first", "second")] * 6)).ahead == "a"
    assert score("a", "b", pairs([("second", "first")] * 6 + [("tie", "tie")] * 9)).ahead == "b"
    low, high = score("a", "b", pairs([("first", "second")] * 6 + [("tie", "tie")] * 6)).won
    assert low < 0.5 < high
