"""Which move the next user turn makes: ranked by the refiner, varied by code."""

from typing import Any

import pytest

from colloquist.nodes.user_turn import choose
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings


@pytest.fixture
def after(snippet, verdict):
    """Return what is chosen after some moves, when the refiner proposes others."""

    def choice(made: list[str], proposed: list[str]) -> str:
        dialogue: Any = open_dialogue(snippet)
        shared = {"path_id": "p1", "made_by": "model", "persona_id": None, "labels": []}
        parent = None
        for n, move in enumerate(made):
            user = {"id": f"u{n}", "parent_id": parent, "role": "user", "text": f"u{n}", "move": move, **shared}
            answer = {"id": f"a{n}", "parent_id": f"u{n}", "role": "assistant", "text": f"a{n}", **shared}
            dialogue["turns"] += [user, answer]
            parent = f"a{n}"
        dialogue["paths"] = [{"id": "p1", "leaf": parent, "opening": None, "stop": None}]
        moves = [{"move": m, "stage": "mechanism", "aim": m, "brief": "", "draw_on": []} for m in proposed]
        dialogue["judgements"] = [{"turn_id": parent, "of": "draft", "verdict": verdict(next_moves=moves)}]
        return choose(dialogue, Settings()).move

    return choice


def test_the_refiners_first_proposal_is_taken_when_nothing_speaks_against_it(after):
    assert after(["deepen"], ["object", "relate"]) == "object"


def test_a_move_made_in_the_last_two_turns_gives_way(after):
    assert after(["object", "deepen"], ["object", "relate"]) == "relate"
    assert after(["object", "deepen", "probe"], ["object", "relate"]) == "object"


def test_after_two_cases_a_turn_that_takes_up_what_was_said_goes_before_a_third(after):
    assert after(["new_scenario", "ask_task"], ["report_back", "deepen"]) == "deepen"
    assert after(["deepen", "ask_task"], ["report_back", "deepen"]) == "report_back"


def test_when_every_proposal_was_just_made_the_best_one_is_taken_again(after):
    assert after(["object", "deepen"], ["deepen", "object"]) == "deepen"
