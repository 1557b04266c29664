"""Openings that resemble earlier ones of a run are noticed while it goes on, in memory that stays flat."""

import gc
import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.nodes.checks.wording import words
from colloquist.run.diversity.alike import NAME, Noticed, Openings
from colloquist.run.diversity.opening import jaccard, openings_in, pairs

WORDS = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("l", "n", "rk", "st", "mp")]
PREDECESSOR = "My predecessor left three folders and no explanation."


@pytest.fixture
def seen(tmp_path):
    made = Openings(tmp_path)
    yield made
    made.close()


def an_opening(lot, number=20):
    return " ".join(lot.choices(WORDS, k=number)).capitalize() + "."


def test_an_opening_that_begins_like_an_earlier_one_is_noticed_and_named(seen):
    said = [
        f"{PREDECESSOR} I have not understood what happens if the outlet is blocked.",
        "How hot does it get, in plain numbers, before the alarm goes?",
        f"{PREDECESSOR} What does a new spring cost?",
        f"{PREDECESSOR} Tell me who signs for it.",
    ]
    assert [seen.add(one) for one in said] == [False, False, True, True]
    assert seen.noticed == Noticed(4, 2, "My predecessor left three ...", 2)
    assert seen.noticed.told() == '2 of 4 resemble an earlier one, most often "My predecessor left three ..."'


def test_fifty_planted_openings_are_found_among_a_thousand_others(seen):
    lot = random.Random(4)
    run = [an_opening(lot) for _ in range(1000)]
    for one in lot.sample(run, 50):
        said = one.split()
        said[lot.randrange(4)] = "altogether"
        run.append(" ".join([*said[:12], *an_opening(lot).split()]))
    assert sum(map(seen.add, run)) == 50


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=14).map(" ".join), max_size=40))
def test_what_is_noticed_resembles_an_earlier_one(run):
    seen = Openings()
    for at, one in enumerate(run):
        if seen.add(one):
            assert any(jaccard(pairs(one), pairs(earlier)) >= 0.4 for earlier in run[:at])
    seen.close()


def test_the_very_same_opening_is_always_noticed(seen):
    lot = random.Random(1)
    run = [f"So you say that {an_opening(lot, 9)}" for _ in range(400)]
    for one in run:
        seen.add(one)
    assert all(seen.add(one) for one in run)


def test_a_cleared_set_begins_anew_and_a_closed_one_leaves_nothing_behind(tmp_path):
    seen = Openings(tmp_path)
    seen.add("Why does it leak?")
    assert (tmp_path / NAME).exists()
    seen.clear()
    assert seen.add("Why does it leak?") is False
    assert seen.add("  ") is False
    assert seen.noticed == Noticed(1)
    seen.close()
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_run(seen):
    lot = random.Random(2)

    def held(number):
        for _ in range(number):
            seen.add(an_opening(lot))
        words.cache_clear()
        gc.collect()  # Python keeps up to 2,000 tuples of a length for later; this lets go of them
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before = held(500)
    after = held(2500)
    tracemalloc.stop()
    assert after - before < 100_000


def test_the_openings_of_a_record_are_those_of_its_accepted_paths():
    def turn(number, parent, text, made_by="model"):
        role = ("assistant", "user")[number % 2]
        return {"id": f"t{number}", "parent_id": parent, "role": role, "text": text, "made_by": made_by}

    turns = [
        turn(1, None, "What is it?", "seed"),
        turn(2, "t1", "A valve.", "seed"),
        turn(3, "t2", "Mine   leaks."),
        turn(4, "t3", "Clean it."),
        turn(5, "t4", "I did."),
        turn(7, "t2", "And the price?"),
        turn(9, "t2", "Nonsense."),
    ]
    leaves = {"t5": True, "t7": True, "t9": False, "t2": True}
    paths = [{"leaf": leaf, "accepted": accepted} for leaf, accepted in leaves.items()]
    assert list(openings_in({"turns": turns, "paths": paths})) == ["Mine leaks.", "And the price?"]
