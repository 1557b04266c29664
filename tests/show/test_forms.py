"""What strategies other than the default keep is shown: plans, reviews, answers that the source itself gave."""

from pathlib import Path

import pytest

import colloquist as cq

VALVES = Path(__file__).parents[2] / "examples" / "relief-valves.md"


@pytest.fixture(scope="module")
def snippet():
    return next(iter(cq.read([VALVES])))


def both(conversation):
    return str(conversation), conversation._repr_html_()


def test_a_plan_is_shown_with_what_was_not_reached(snippet):
    conversation = cq.converse(snippet, strategy="planned", max_calls=9)
    text, page = both(conversation)
    [path] = conversation.paths
    assert any(step.turn_id is None for step in path.plan)
    for shown in (" ".join(text.split()), page):
        assert "(not reached)" in shown
        assert path.plan[0].move.replace("_", " ") in shown
    assert f"planned: {len(path.plan)} aims" in page


def test_reviews_are_shown_below_the_answer_they_are_of(snippet):
    text, page = both(cq.converse(snippet, strategy="reviewed", max_turns=4))
    for shown in (text, page):
        assert shown.index("grounding") < shown.index("depth") < shown.index("person", shown.index("depth"))
    assert "are held by a source" in text


def test_the_source_s_own_answer_belongs_to_the_seed_exchange_it_was_given_in(snippet):
    conversation = cq.converse(snippet, strategy="inpaint")
    text, _ = both(conversation)
    assert text.index(conversation.turns[1].text[:30]) < text.index("p1 ·")


def test_a_path_without_a_seed_exchange_starts_from_its_first_message(snippet):
    text, page = both(cq.converse(snippet, strategy="single_call"))
    assert "from its first message on" in text
    assert "seed exchange" not in text + page


def test_steps_tell_of_the_plan_and_of_the_critics(snippet):
    told = [str(step) for step in cq.stream(snippet, strategy="planned", max_turns=6)]
    assert any(one.startswith("planned: ") for one in told)
    told = [str(step) for step in cq.stream(snippet, strategy="reviewed", max_turns=4)]
    assert any(one.startswith("grounding: ") for one in told)
    assert any(one.startswith("chair: ") for one in told)
