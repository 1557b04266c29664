"""The measures of diversity find what was planted, and do not depend on the order of the conversations."""

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.run.diversity import (
    MEASURES,
    ExtraMissing,
    diversity_of,
    diversity_of_each,
    lexical,
    own_opening,
    recurring_phrases,
)
from colloquist.run.diversity.near_duplicates import near_duplicates
from colloquist.run.diversity.spread import spread

VOCABULARY = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("l", "n", "rk", "st", "mp")]


def a_text(lot, number=30):
    return " ".join(lot.choices(VOCABULARY, k=number)) + "."


def a_conversation(lot, turns=8):
    return [{"role": ("user", "assistant")[n % 2], "content": a_text(lot)} for n in range(turns)]


def conversations(number, seed=1):
    lot = random.Random(seed)
    return [a_conversation(lot) for _ in range(number)]


def told(one):
    return "\n".join(message["content"] for message in one)


def test_every_measure_is_taken_of_a_run_and_none_that_is_not_explained():
    assert list(diversity_of(conversations(60))) == list(MEASURES)
    assert all(measure.says and isinstance(measure.higher, bool) for measure in MEASURES.values())


def test_fifty_planted_near_duplicates_are_found_and_nothing_else():
    lot = random.Random(3)
    run = conversations(400)
    for one in lot.sample(run, 50):
        copy = [dict(message) for message in one]
        copy[lot.randrange(2, 8)]["content"] = a_text(lot)
        run.append(copy)
    lot.shuffle(run)
    assert len(near_duplicates([told(one) for one in run])) == 50
    assert diversity_of(run)["near_duplicates"] == pytest.approx(50 / 450, abs=1e-6)


def test_identical_conversations_are_as_little_diverse_as_can_be():
    same, other = diversity_of([conversations(1)[0]] * 60), diversity_of(conversations(60))
    assert same["spread"] == same["opening_spread"] == pytest.approx(0, abs=1e-6)
    assert same["vendi"] == same["opening_vendi"] == pytest.approx(1 / 60, abs=1e-6)
    assert same["near_duplicates"] == same["alike_openings"] == pytest.approx(59 / 60, abs=1e-6)
    assert same["self_repetition"] == same["same_beginning"] == 1
    for name, measure in MEASURES.items():
        if name not in ("mattr", "user_tics", "assistant_tics"):
            assert (same[name] < other[name]) == measure.higher, name


def test_conversations_without_a_word_in_common_are_as_diverse_as_can_be():
    run = [[{"role": "user", "content": f"a{n}x b{n}x c{n}x d{n}x e{n}x"}] * 2 for n in range(20)]
    found = diversity_of(run)
    assert found["vendi"] == found["spread"] == pytest.approx(1)
    assert found["self_repetition"] == found["near_duplicates"] == found["same_beginning"] == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 40), st.integers(0, 9), st.randoms(use_true_random=False))
def test_the_order_of_the_conversations_does_not_matter(number, seed, lot):
    run = conversations(number, seed)
    shuffled = list(run)
    lot.shuffle(shuffled)
    assert diversity_of(run, most=25) == diversity_of(shuffled, most=25)


def test_of_many_conversations_a_sample_is_drawn_by_the_seed():
    run = conversations(80)
    assert diversity_of(run, most=30) == diversity_of(run, most=30) != diversity_of(run, most=30, seed=1)


def test_what_cannot_be_taken_is_left_out_and_not_made_up():
    assert set(diversity_of([])) == {"user_tics", "assistant_tics"}
    assert "distinct_2" not in diversity_of(conversations(3))
    assert "spread" not in diversity_of(conversations(1))
    assert "opening_spread" in diversity_of([[{"role": "user", "content": "¿…?"}]] * 2)


def test_distinct_n_does_not_fall_because_a_run_is_larger():
    small, large = (diversity_of(conversations(number), most=1000) for number in (40, 400))
    assert small["distinct_1"] == pytest.approx(large["distinct_1"], rel=0.02)
    assert small["compression"] == pytest.approx(large["compression"], rel=0.02)


def test_groups_of_other_sizes_are_measured_on_as_much_of_each():
    run = conversations(90)
    few, many = diversity_of_each({"few": run[:15], "many": run}).values()
    assert list(few) == list(many) == list(MEASURES)
    assert few["vendi"] == pytest.approx(many["vendi"], abs=0.03)


@given(st.lists(st.sampled_from("abcdefg"), min_size=50, max_size=90))
def test_the_moving_ratio_is_that_of_every_window_counted_anew(said):
    windows = [said[at : at + 50] for at in range(len(said) - 49)]
    counted = sum(len(set(window)) / 50 for window in windows) / len(windows)
    assert lexical.moving_average_ttr(said) == pytest.approx(counted)


def test_two_alike_pairs_among_four_texts_are_two_effective_ones():
    apart, effective = spread(["one two", "one two", "three four", "three four"])
    assert effective == pytest.approx(2 / 4)
    assert apart == pytest.approx(4 / 6)


def test_a_planted_habit_of_users_is_found_among_theirs_and_not_among_the_answers():
    run = conversations(40)
    for n, one in enumerate(run[::4]):
        one[4]["content"] = f"To be honest with you {one[4]['content']}"
        one[6]["content"] = f"{VOCABULARY[n]} to be honest with you {one[6]['content']}"
    assert [tic.phrase for tic in recurring_phrases(run, "user")] == ["to be honest with you"]
    assert recurring_phrases(run, "assistant") == []
    assert diversity_of(run)["user_tics"] == 1


def test_the_opening_is_the_first_message_that_is_the_users_own():
    seed, own = {"role": "user", "content": "What is it?"}, {"role": "user", "content": "Mine leaks."}
    answer = {"role": "assistant", "content": "A valve."}
    assert own_opening([seed, answer, own, answer]) == "Mine leaks."
    assert own_opening([own, answer]) == "Mine leaks."
    marked = [{**own, "made_by": "model"}, answer, {**seed, "made_by": "model"}]
    assert own_opening(marked) == "Mine leaks."
    assert own_opening([{**seed, "made_by": "seed"}, answer]) == "What is it?"
    assert own_opening([answer]) == ""


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(ExtraMissing, match=r"colloquist\[compare\]"):
        diversity_of(conversations(2))
