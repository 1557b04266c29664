"""What is drawn covers: everything comes equally often, and pairs come afresh before any comes again."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.nodes.dealing import dealt, dealt_pair
from colloquist.nodes.drawing import OPENINGS, casting_note, draw, message_length, opening_form, opening_move
from colloquist.prompts import phrases
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

LINES = {name: text.splitlines() for name, text in phrases("casting").items()}
sizes = st.integers(1, 15)


def uneven(cards, size):
    """Return by how much the most frequent card comes more often than the least frequent one."""
    counts = Counter(cards)
    return max(counts.values()) - min(counts[card] for card in range(size)) if cards else 0


@given(sizes, sizes, st.integers(0, 600), st.integers(0, 3))
def test_cards_of_two_decks_come_equally_often_however_long_the_run(first, second, number, person):
    drawn = [dealt_pair((first, second), n, "a", person) for n in range(number)]
    small, large = sorted(((first, 0), (second, 1)))
    assert uneven([pair[small[1]] for pair in drawn], small[0]) <= 1
    assert uneven([pair[large[1]] for pair in drawn], large[0]) <= 2


@given(sizes, sizes, st.integers(0, 3))
def test_no_pair_comes_again_before_every_pair_has_come(first, second, block):
    every = first * second
    drawn = {dealt_pair((first, second), n, "a") for n in range(block * every, (block + 1) * every)}
    assert len(drawn) == every


@given(sizes, st.integers(0, 200))
def test_cards_of_one_deck_come_once_in_every_turn(size, turn):
    assert {dealt(size, n, "a") for n in range(turn * size, (turn + 1) * size)} == set(range(size))


@given(st.integers(1, 9), sizes, sizes, st.integers(0, 500))
def test_people_of_one_conversation_get_different_cards_while_there_are_any(people, first, second, position):
    pairs = [dealt_pair((first, second), position, "a", person) for person in range(people)]
    for deck, size in enumerate((first, second)):
        assert len({pair[deck] for pair in pairs}) == min(people, size)
    assert len({dealt(first, position, "a", person) for person in range(people)}) == min(people, first)


def conversation(snippet, position, paths=1):
    dialogue = open_dialogue(snippet, position)
    answered = {"id": "t1", "parent_id": None, "text": "It opens at the set pressure."}
    return {**dialogue, "turns": [answered], "paths": [{"id": f"p{n + 1}", "leaf": "t1"} for n in range(paths)]}


def notes(run, settings=None):
    said = [casting_note(one, settings or Settings()) for one in run]
    return [dict(part.split(": ", 1) for part in note.split("; ")) for note in said]


@pytest.fixture
def run(snippet):
    """The conversations of a run of 200 snippets."""
    return [conversation(Snippet(text=f"{snippet.text} Number {n}."), n) for n in range(200)]


def spread_of(values, deck):
    counts = Counter(values)
    assert set(counts) <= set(deck)
    return max(counts.values()) - min(counts[line] for line in deck)


def test_a_run_uses_every_stake_temperament_move_and_form_equally_often(run):
    for number in (23, 101, 200):
        drawn = notes(run[:number])
        for kind, most in (("temperament", 1), ("writing", 1), ("stake", 2), ("brings", 2)):
            assert spread_of([note[kind] for note in drawn], LINES[kind]) <= most
        assert spread_of([opening_move(one, Settings()) for one in run[:number]], OPENINGS) <= 1
        assert spread_of([opening_form(one, Settings()) for one in run[:number]], LINES["opening"]) <= 2
        assert spread_of([message_length(one, Settings(), "deepen") for one in run[:number]], LINES["length"]) <= 1


def test_the_same_stake_meets_every_temperament_before_it_meets_one_again(run):
    pairs = [(note["stake"], note["temperament"]) for note in notes(run)]
    assert len(set(pairs[: 14 * 11])) == 14 * 11
    openings = [(opening_move(one, Settings()), opening_form(one, Settings())) for one in run]
    assert len(set(openings[: 7 * 11])) == 7 * 11


def test_decks_dealt_side_by_side_do_not_keep_step(run):
    """Stakes and moves have lengths with a common divisor: in step, a stake would only ever meet one move."""
    met = {(note["stake"], opening_move(one, Settings())) for note, one in zip(notes(run), run, strict=True)}
    assert len(met) > 70


def test_without_steering_some_come_far_more_often_than_others(run):
    by_lot = Settings(steering=False)
    assert spread_of([note["stake"] for note in notes(run, by_lot)], LINES["stake"]) > 5
    assert opening_form(run[0], by_lot) == ""


def test_a_snippet_that_is_not_of_a_run_draws_by_lot(snippet):
    alone = conversation(snippet, None)
    with_steering, without = (
        [f(alone, Settings(steering=steered)) for f in (casting_note, opening_move)] for steered in (True, False)
    )
    assert with_steering == without
    assert opening_form(alone, Settings()) in LINES["opening"]
    assert draw(alone, Settings(), "anything", "abc") in "abc"


def test_the_seed_of_a_run_changes_what_falls_to_whom(run):
    assert notes(run, Settings(seed=1)) != notes(run)
    assert notes(run) == notes(run)


def test_paths_of_one_conversation_open_differently(snippet):
    paths = [conversation(snippet, 5, paths=number) for number in (1, 2, 3)]
    assert len({opening_move(one, Settings()) for one in paths}) == 3
    assert len({opening_form(one, Settings()) for one in paths}) == 3


def test_whoever_has_been_asked_is_not_told_how_to_begin(snippet):
    told = conversation(snippet, 5)
    asked = {**told, "turns": [{**told["turns"][0], "text": "It opens. Where will it close?"}]}
    assert opening_form(told, Settings())
    assert not opening_form(asked, Settings())
    assert opening_move(asked, Settings()) in ("try_out", "misread")
