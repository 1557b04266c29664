"""A refusal record shows its questions, what the student said, and what is taught and why."""

import pytest

from colloquist import converse
from colloquist.models import ScriptedModel
from colloquist.state.settings import RoleSettings

ANSWER = [{"text": "It falls first.", "kind": "grounded", "cites": ["1.3"]}]
ASKED = {"question": "By how much must it fall?", "key": "7 percent", "aliases": ["7 %"], "answer": ANSWER}


@pytest.fixture
def conversation(snippet):
    """A question that the student got right once of three times, with a variant that was dropped."""
    part = {"text": "I don't know that.", "kind": "refusal", "cites": []}
    bogus = {"of": "q1", "discussion": "a town", "question": "By how much must Orley fall?", "quality": 2}
    grades = [{"analysis": "so", "outcome": "incorrect"}, {"analysis": "so", "outcome": "not_attempted"}]
    script = {
        "ask_questions": [{"questions": [ASKED], "beyond": []}],
        "bogus_variants": [{"variants": [bogus]}],
        "write_refusals": [{"refusals": [{"of": "q1", "sentences": [part]}]}],
        "sample_student": ["7 percent", "By \x1b[31m12.", "No idea."],
        "grade": grades,
    }
    model = ScriptedModel(script=script)
    roles = {"student": RoleSettings(model=model)}
    return converse(snippet, strategy="refusal", model=model, roles=roles, samples=3)


def test_the_terminal_tells_what_was_asked_said_taught_and_dropped(conversation):
    told = str(conversation)
    for words in (
        *("usually wrong", "1 of 3 samples right, 1 wrong", "not taught", "a question of its own"),
        *("7 percent / 7 %", "not attempted", "rated below 4", "correct over refusal", "refusal over wrong"),
    ):
        assert words in told, words
    assert "taken out" not in told
    assert "seed exchange" not in told
    assert "\x1b" not in told


def test_the_page_shows_the_same_conversation(conversation):
    page = conversation._repr_html_()
    assert "I don&#x27;t know that." in page
    assert "usually wrong" in page
