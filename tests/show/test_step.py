import pytest

from colloquist.show import Conversation, Step

TURN = {"id": "t3", "role": "user", "text": "But why <b>so</b>?", "made_by": "model", "move": "object"}
ANSWER = {"id": "t4", "role": "assistant", "text": "Because.", "made_by": "model"}
VERDICT = {
    "decision": "continue",
    "reason": "there is more",
    "next_moves": [{"move": "probe"}, {"move": "object"}],
}
STATE = {"paths": [{"id": "p1"}, {"id": "p2"}]}


def judged(turn, **more):
    return {
        "turns": [{**turn, **more}],
        "judgements": [{"turn_id": turn["id"], "of": "draft", "verdict": VERDICT}],
    }


def test_a_user_turn_is_told_with_its_move_and_belongs_to_the_newest_path():
    step = Step.of("user_turn", {"turns": [TURN]}, STATE)
    assert str(step) == "user (object): But why <b>so</b>?"
    assert (step.node, step.turns, step.path_id) == ("user_turn", (TURN,), "p2")
    assert (step.persona, step.verdict, step.conversation) == (None, None, None)


def test_the_seed_exchange_is_marked():
    seed = [{**TURN, "made_by": "seed"}, {**ANSWER, "made_by": "seed"}]
    assert (
        str(Step.of("seed_answer", {"turns": seed}, {}))
        == "user (seed): But why <b>so</b>?\nassistant (seed): Because."
    )


def test_a_verdict_is_told_with_its_next_move_and_a_judged_turn_is_not_told_twice():
    step = Step.of("refine", judged(ANSWER), STATE)
    assert str(step) == "refine: continue, next probe: there is more"
    assert step.verdict == VERDICT
    assert step.turns == ()


def test_a_rewritten_answer_is_told_anew_behind_what_was_wrong_with_it():
    draft = {"faults": [{"kind": "factual", "what": "no such delay"}]}
    step = Step.of("refine", {**judged(ANSWER, text="Better.", revised=True), "drafts": [draft]}, STATE)
    assert str(step).splitlines()[:2] == ["factual fault: no such delay", "assistant (rewritten): Better."]


def test_an_exchange_that_is_taken_out_and_a_failure_are_told():
    path = {"id": "p1", "stop": {"reason": "failed", "detail": "refine: no reply"}}
    failure = {"node": "refine", "kind": "timeout", "message": "no reply"}
    told = str(Step.of("__default_error_handler__", {"paths": [path], "failure": failure}, STATE))
    assert told == "p1 ended: failed: refine: no reply\nfailed: refine: no reply"


def test_a_new_perspective_is_told_before_the_person_who_has_it():
    path = {"id": "p2", "parent_id": "p1", "fork": "t2", "leaf": "t2", "perspective": "heat", "why": "untouched"}
    patch = {
        "paths": [{**path, "stop": None}],
        "casts": [{"id": "u2", "persona": {"role": "a cook", "goal": "cool oil."}}],
    }
    step = Step.of("new_perspective", patch, STATE)
    assert str(step) == "p2 opens: heat: untouched\npersona: a cook, cool oil"
    assert step.persona == {"role": "a cook", "goal": "cool oil."}


def test_a_summary_is_told():
    assert str(Step.of("summarise", {"summaries": [{"text": "So far."}]}, STATE)) == "summary: So far."


def test_a_step_that_changes_nothing_says_so():
    assert str(Step.of("build_persona", {}, STATE)) == "build_persona: nothing to add"


def test_the_last_step_carries_the_conversation_and_says_how_every_path_ended(told):
    conversation = Conversation.of(told)
    step = Step.last(conversation)
    assert step.conversation is conversation
    assert str(step).splitlines() == [
        "done: 4 calls, 16,200 tokens in, 2,160 out, cost unknown, 41.2 s",
        "p1: accepted, unresolved_fault: bigger is not safer",
        "p2: not accepted, max_cost: $0.0101 of $0.0100 spent",
    ]


def test_a_step_is_wrapped_to_the_terminal_between_words(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    lines = str(Step.of("user_turn", {"turns": [{**TURN, "text": "a long question " * 9}]}, STATE)).splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 40
    assert {word for line in lines for word in line.split()} == {"user", "(object):", "a", "long", "question"}


def test_a_step_in_a_notebook_shows_markup_and_does_not_obey_it():
    html = Step.of("user_turn", {"turns": [TURN]}, STATE)._repr_html_()
    assert "But why &lt;b&gt;so&lt;/b&gt;?" in html
    assert "<b>" not in html
    assert ">object<" in html


def test_a_step_cannot_be_changed():
    with pytest.raises(AttributeError):
        Step("x").node = "y"
