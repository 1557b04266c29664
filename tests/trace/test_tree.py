"""What arrives at LangSmith: one readable tree per conversation, with everything on the right run."""

import json

import pytest

import colloquist as cq
from colloquist.prompts import fingerprint


@pytest.fixture
def talked(langsmith, snippet, model, verdict, fault):
    """A conversation whose refiner first says something unreadable, then has an answer mended."""
    bad = verdict("continue", faults=[fault()], better_response="A better answer.")
    lines = ["no JSON at all", bad, verdict("continue"), verdict("terminate")]
    conversation = cq.converse(snippet, model=model(lines), max_turns=8, max_branches=0, trace=True)
    _arrived(langsmith)
    return conversation


def _arrived(langsmith):
    from colloquist.run.tracing import one

    for traces in list(one._OPEN.values()):
        traces.close()
    one._OPEN.clear()
    assert langsmith.roots


def test_a_conversation_is_one_tree_of_nodes_and_calls(langsmith, talked):
    (root,) = langsmith.roots
    steps = langsmith.below(root)
    assert root["name"] == f"conversation {talked.id}"
    assert [step["name"] for step in steps] == [
        *("seed_answer", "build_persona", "user_turn", "assistant_turn", "refine"),
        *("user_turn", "assistant_turn", "refine", "verify", "finish"),
    ]
    refine = langsmith.below(steps[4])
    assert [run["name"] for run in refine] == ["refiner", "refiner, try 2", "refiner"]
    assert {run["run_type"] for step in steps for run in langsmith.below(step)} == {"llm"}
    assert len(langsmith.runs) == 1 + len(steps) + len(talked.calls)
    assert not any(langsmith.below(run) for run in refine)


def test_a_reply_that_was_asked_again_shows_with_what_became_of_it(langsmith, talked):
    (root,) = langsmith.roots
    first, second, _ = langsmith.below(langsmith.below(root)[4])
    assert first["error"].startswith("unreadable: not a valid Verdict")
    assert first["outputs"]["messages"] == [{"role": "assistant", "content": "no JSON at all"}]
    assert "error" not in second
    assert "That reply cannot be used" in second["inputs"]["messages"][-1]["content"]
    assert [run["extra"]["metadata"]["attempt"] for run in (first, second)] == [1, 2]
    assert [run["extra"]["metadata"]["outcome"] for run in (first, second)] == ["unreadable", "ok"]


def test_every_run_knows_its_thread_strategy_and_snippet(langsmith, talked):
    (root,) = langsmith.roots
    for run in langsmith.runs.values():
        metadata = run["extra"]["metadata"]
        assert metadata["thread_id"] == root["id"] == run["trace_id"]
        assert metadata["strategy"] == "conversation"
        assert metadata["snippet_id"] == talked.id
        assert run["session_name"] == "valves"


def test_steps_carry_branch_turn_role_and_decision(langsmith, talked):
    (root,) = langsmith.roots
    steps = langsmith.below(root)
    told = [{key: step["extra"]["metadata"].get(key) for key in ("branch", "turn", "role")} for step in steps]
    assert told[2] == {"branch": "p1", "turn": "t3", "role": "user"}
    assert told[3] == {"branch": "p1", "turn": "t4", "role": "assistant"}
    decisions = [
        step["extra"]["metadata"].get("decision") for step in steps if step["name"] in ("refine", "verify")
    ]
    assert decisions == ["continue", "terminate", "accept"]
    assert "branch:p1" in steps[2]["tags"]
    assert "decision:terminate" in steps[7]["tags"]
    assert steps[4]["outputs"]["drafts"][0]["faults"][0]["what"] == "says the opposite of 1.3"


def test_calls_carry_prompt_model_tokens_and_what_was_said(langsmith, talked):
    (root,) = langsmith.roots
    (call,) = langsmith.below(langsmith.below(root)[3])
    metadata = call["extra"]["metadata"]
    assert call["name"] == "assistant"
    assert metadata["prompt_fingerprint"] == fingerprint("assistant_turn") == talked.prompts["assistant_turn"]
    assert metadata["prompt"] == "assistant_turn"
    assert metadata["ls_model_name"] == "scripted"
    assert metadata["usage_metadata"]["input_tokens"] == 100
    assert metadata["turn"] == "t4"
    assert [said["role"] for said in call["inputs"]["messages"]][:2] == ["system", "user"]
    assert call["outputs"]["messages"][0]["content"] == talked.drafts[0]["text"]
    assert {"role:assistant", "model:scripted", "outcome:ok"} <= set(call["tags"])
    whole = root["extra"]["metadata"]
    assert whole["prompts"] == talked.prompts
    assert whole["input_tokens"] == talked.usage["input_tokens"]
    assert root["outputs"]["paths"][0]["messages"] == talked.messages()


def test_cost_is_that_of_the_price_table(langsmith, tmp_path, snippet, model, verdict):
    (tmp_path / "prices.toml").write_text('["scripted"]\ninput = 1.0\noutput = 4.0\n')
    options = {"model": model([verdict("terminate")]), "max_branches": 0, "prices": tmp_path / "prices.toml"}
    conversation = cq.converse(snippet, trace=True, **options)
    _arrived(langsmith)
    costs = [
        run["extra"]["metadata"]["usage_metadata"]["total_cost"]
        for run in langsmith.runs.values()
        if run["run_type"] == "llm"
    ]
    assert sum(costs) == pytest.approx(conversation.usage["cost"])
    assert min(costs) > 0


def test_scores_decisions_and_what_the_closing_step_saw_come_as_feedback(langsmith, talked):
    (root,) = langsmith.roots
    first = langsmith.below(root)[4]
    own = {one["key"]: one for one in langsmith.feedback.values() if one["run_id"] == first["id"]}
    assert set(own) == {"grounded", "clear", "deep", "new", "in_character", "consistent", "decision"}
    assert own["grounded"]["score"] == 4
    assert own["decision"] | {"value": "continue", "comment": "because continue"} == own["decision"]
    whole = {one["key"]: one for one in langsmith.feedback.values() if one["run_id"] == root["id"]}
    assert whole["accepted"]["score"] == 1
    assert {one["session_id"] for one in langsmith.feedback.values()} == {langsmith.projects["valves"]["id"]}


def test_findings_and_claims_come_as_feedback_too(langsmith, snippet, model, verdict):
    said = {"claims": [{"sentence": 1, "why": "1.2 says so", "verdict": "supported"}]}
    lines = model([verdict("terminate")], verify=lambda messages: said, repair=lambda messages: {"edits": []})
    cq.converse(snippet, model=lines, max_branches=0, verify="claims", trace=True)
    _arrived(langsmith)
    whole = {one["key"]: one for one in langsmith.feedback.values() if one["run_id"] == langsmith.roots[0]["id"]}
    assert whole["claims borne out"]["score"] == 1


def test_steps_stand_in_order_and_within_their_parents(langsmith, talked):
    (root,) = langsmith.roots
    began = [step["start_time"] for step in langsmith.below(root)]
    assert began == sorted(began)
    for run in langsmith.runs.values():
        assert run["dotted_order"].startswith(root["dotted_order"])
        assert run["start_time"] <= run["end_time"]
        assert run["dotted_order"].endswith(run["id"])


def test_solvers_that_work_side_by_side_are_calls_of_one_step(langsmith, snippet):
    cq.converse(snippet, strategy="problem_set", solvers=3, max_turns=4, trace=True)
    _arrived(langsmith)
    (solve,) = [run for run in langsmith.runs.values() if run["name"] == "solve"]
    calls = langsmith.below(solve)
    assert [call["extra"]["metadata"]["sample"] for call in calls] == [1, 2, 3]
    assert {call["extra"]["metadata"]["prompt"] for call in calls} == {"problem_solve"}


def test_a_conversation_that_failed_says_why(langsmith, snippet, model):
    cq.converse(snippet, model=model([], refine=["no", "no", "no"]), max_branches=0, trace=True)
    _arrived(langsmith)
    (root,) = langsmith.roots
    refine = next(run for run in langsmith.runs.values() if run["name"] == "refine")
    assert root["error"]
    assert "status:failed" in root["tags"]
    assert [call["extra"]["metadata"]["outcome"] for call in langsmith.below(refine)] == ["unreadable"] * 3


def test_no_key_leaves_this_machine_but_in_the_header(langsmith, talked):
    assert langsmith.bodies
    assert not any(langsmith.key.encode() in body for body in langsmith.bodies)


def test_an_older_server_gets_the_same_piece_by_piece(langsmith, snippet, model, verdict):
    langsmith.info["batch_ingest_config"]["use_multipart_endpoint"] = False
    langsmith.info["instance_flags"] = {}
    cq.converse(snippet, model=model([verdict("terminate")]), max_branches=0, trace=True)
    _arrived(langsmith)
    assert ("POST", "/runs/multipart") not in langsmith.requests
    assert len(langsmith.roots) == 1
    assert any(one["key"] == "grounded" for one in langsmith.feedback.values())


def test_the_trace_stays_with_the_conversation(snippet, model, verdict):
    conversation = cq.converse(snippet, model=model([verdict("terminate")]), max_branches=0, trace="local")
    assert conversation.trace.visits[0].node == "seed_answer"
    assert "seed_answer" in str(cq.trace(conversation))
    assert json.loads(conversation.model_dump_json())["id"] == conversation.id
