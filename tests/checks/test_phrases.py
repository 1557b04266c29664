"""Phrases are looked for where a telling word of theirs stands, and found as if looked for everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.nodes.checks.role_echo import _ASKS_BACK, _ASSISTANT_TALK, _USER_TALK
from colloquist.nodes.checks.source_talk import _ENGLISH, _GERMAN
from colloquist.nodes.checks.wording import Phrases, any_of

LISTS = (_ASSISTANT_TALK, _ASKS_BACK, _USER_TALK, _ENGLISH, _GERMAN)
LETTERS = st.characters(codec="latin-1")


def said_by(phrases):
    form = st.sampled_from(phrases.forms).map(lambda form: re.compile(form, re.I | re.M))
    return form.flatmap(lambda form: st.from_regex(form, alphabet=LETTERS))


@given(st.data(), st.sampled_from(LISTS))
def test_what_is_found_is_what_looking_for_all_forms_at_once_finds(data, phrases):
    text = " ".join(data.draw(st.lists(said_by(phrases) | st.text(LETTERS, max_size=20), max_size=3)))
    found, expected = phrases.search(text), any_of(*phrases.forms).search(text)
    assert (found and found.span()) == (expected and expected.span())


@pytest.mark.parametrize("said", ["the source", "the sources"])
def test_a_letter_that_may_be_left_out_makes_two_words(said):
    assert Phrases(["source", "sources"], r"\bthe sources?\b").search(f"So says {said}.")[0] == said


def test_the_first_of_several_is_found():
    assert _ASSISTANT_TALK.search("A great question! Feel free to ask me.")[0] == "great question"
    assert _ASSISTANT_TALK.search("Feel free to ask me. A great question!")[0] == "Feel free to ask"
