"""Keys are compared by what they say: whole answers, texts that hold them, texts that must not; tokens are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.nodes.first_tokens import first_tokens
from colloquist.nodes.matching import gives_away, holds, matches, says_unknown
from colloquist.nodes.question_faults import question_fault, refusal_fault, variant_fault
from colloquist.state.question import new_question


@pytest.mark.parametrize(
    ("reply", "key", "same"),
    [
        ("The Eiffel Tower.", "Eiffel tower", True),
        ("1,000", "1000", True),
        ("3.5 °C", "3.5 °C", True),
        ("35 °C", "3.5 °C", False),
        ("not Paris", "Paris", False),
        ("Paris, I think", "Paris", False),
        ("", "", False),
        ("...", "...", False),
    ],
)
def test_a_reply_matches_when_it_is_the_key_and_nothing_else(reply, key, same):
    assert matches(reply, key) is same


def test_an_alias_is_as_good_as_the_key():
    assert matches("harry lewis", "Sinclair Lewis", ["Lewis, Harry", "Harry Lewis"])
    assert holds("It was Harry Lewis, in 1930.", "Sinclair Lewis", ["Harry Lewis"])


def test_a_key_is_held_as_whole_words_and_one_that_tells_nothing_is_not_looked_for():
    assert not holds("nineteen parishes", "Paris")
    assert gives_away("It opened in 7 places.", "7")
    assert not gives_away("I have no idea.", "no")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("I don't know when that was.", True),
        ("I'm not aware of any such report.", True),
        ("There is no record of it that I can find.", True),
        ("I have nothing to go on there.", True),
        ("I'm not certain, but it was 1912.", False),
        ("It was 1912.", False),
    ],
)
def test_saying_that_one_does_not_know_is_told_from_a_hedged_answer(text, unknown):
    assert says_unknown(text) is unknown


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it is empty"),
        ("What does the passage say of valves?", "it speaks of its source"),
        ("Who is the man mentioned above?", "it speaks of its source"),
        ("Did Snow map the Broad Street pump?", "it gives its own answer away"),
        ("What did Snow MAP?", "it is asked twice"),
        ("What is the source of the Nile, according to Speke?", ""),
        ("What does the text of the treaty forbid?", ""),
    ],
)
def test_a_question_is_kept_only_when_it_stands_on_its_own(text, fault):
    assert (
        question_fault(text, "Broad Street", (), [new_question("q1", "answerable", "What did Snow map?")]) == fault
    )


def test_a_variant_that_its_author_rates_low_is_dropped():
    assert variant_fault("When?", 3, []) == "rated below 4 for being different and plausible"
    assert variant_fault("When?", 4, []) == ""


@pytest.mark.parametrize(
    ("text", "kind", "fault"),
    [
        ("I don't know the year.", "refusal", ""),
        ("It was long ago.", "grounded", "its refusal does not say what is not known"),
        ("As an AI I do not know.", "refusal", "its refusal speaks as a machine"),
        ("The text does not say.", "refusal", "its refusal speaks of the source"),
        ("I don't know if it was 1854.", "refusal", "its refusal gives the answer away"),
    ],
)
def test_a_refusal_says_what_is_not_known_in_a_person_s_voice_and_gives_nothing_away(text, kind, fault):
    question = new_question("q1", "answerable", "When?", "1854")
    assert refusal_fault(question, [{"sentence": text, "kind": kind, "cites": []}]) == fault


def test_a_completion_is_cut_after_its_first_tokens_and_keeps_their_spacing():
    assert first_tokens("I do  not\nknow that at all.", 5) == "I do  not\nknow that"
    assert first_tokens("我不知道这个", 3) == "我不知"
    assert first_tokens("short", 5) == "short"
    assert first_tokens("as it is", None) == "as it is"


@given(st.text(), st.integers(1, 9))
def test_a_cut_completion_begins_the_whole_one_and_is_cut_again_to_itself(text, number):
    cut = first_tokens(text, number)
    assert text.startswith(cut)
    assert first_tokens(cut, number) == cut
