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


@pytest.mark.parametrize("phrases", LISTS)
def test_every_form_is_made_of_a_telling_word(phrases):
    assert all(made_of for made_of, _ in phrases._forms)


@given(st.data(), st.sampled_from(LISTS))
def test_where_a_telling_word_stands_all_is_found_that_looking_for_all_forms_at_once_finds(data, phrases):
    said = data.draw(st.lists(said_by(phrases) | st.text(LETTERS, max_size=20), max_size=3))
    text = " ".join([*said, data.draw(st.sampled_from(sorted(phrases.telling)))])
    found, expected = phrases.search(text), any_of(*phrases.forms).search(text)
    assert (found and found.span()) == (expected and expected.span())


def test_a_form_may_end_inside_a_longer_word():
    assert _ASSISTANT_TALK.search("Thank you for your questions.")[0] == "Thank you for your question"


@pytest.mark.parametrize("said", ["the source", "the sources"])
def test_a_letter_that_may_be_left_out_makes_two_words(said):
    assert Phrases(["source", "sources"], r"\bthe sources?\b").search(f"So says {said}.")[0] == said


def test_the_first_of_several_is_found():
    assert _ASSISTANT_TALK.search("A great question! Feel free to ask me.")[0] == "great question"
    assert _ASSISTANT_TALK.search("Feel free to ask me. A great question!")[0] == "Feel free to ask"
