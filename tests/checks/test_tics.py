"""Phrases that come back across a run are counted, once per conversation and in bounded memory."""

from colloquist.nodes.checks import tics
from colloquist.nodes.checks.tics import MOST


def turn(text, role="assistant"):
    return {"role": role, "text": text}


def run(openings):
    for number, opening in enumerate(openings):
        yield f"doc{number % 7}", [turn("Why so?", "user"), turn(f"{opening} number {number} is as it is.")]


def test_an_opening_that_comes_back_is_a_tic():
    said = [
        f"Speaking quite generally now {n}, item" if n % 3 == 0 else f"Thing {n}, as of {n * n} on,"
        for n in range(60)
    ]
    opening, *others = [tic for tic in tics(run(said)) if tic.where == "opening"]
    assert opening.phrase.startswith("speaking quite generally")
    assert (opening.conversations, opening.of, others) == (20, 60, [])


def test_what_one_document_makes_all_its_conversations_say_is_no_tic():
    assert not tics(
        ("one", [turn("The relief valve opens when the pressure exceeds its spring.")]) for _ in range(40)
    )


def test_a_phrase_counts_once_in_a_conversation_and_user_turns_do_not_count():
    twice = [turn("It is what it is, as I said before."), turn("It is what it is, as I said before.")]
    found = tics(
        [("a", twice), ("b", twice), ("c", [turn("It is what it is, as I said before.", "user")])], fewest=2
    )
    assert {tic.conversations for tic in found} == {2}


def test_a_long_run_stays_within_bounds():
    words = [f"w{n}" for n in range(997)]
    many = ((f"d{n % 5}", [turn(" ".join(words[(n * k * k) % 997] for k in range(1, 120)))]) for n in range(1500))
    tracked = tics(many)
    assert len(tracked) < MOST
