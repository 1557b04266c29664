"""Tracing a whole run: shares, masks, workers, a resume, and what is sent later from the journal."""

import json

import pytest

import colloquist as cq
from colloquist.run.tracing.problem import TraceError, TracingWarning


def trees(langsmith):
    """Every trace as nested names with what was said, whatever the times were."""

    def told(run):
        words = json.dumps([run["inputs"], run["outputs"]], sort_keys=True)
        return run["id"], run["name"], words, [told(one) for one in langsmith.below(run)]

    return sorted(told(root) for root in langsmith.roots)


def test_a_run_sends_a_trace_of_every_conversation(langsmith, made):
    outcome = made(3, trace=True)
    assert len(langsmith.roots) == 3
    assert {run["extra"]["metadata"]["snippet_id"] for run in langsmith.roots} == {
        record.id for record in cq.read_records(outcome.folder)
    }
    assert outcome.traces == f"3 sent to project valves at {langsmith.url}"


def test_the_environment_alone_turns_it_on_and_nobody_else_traces(langsmith, made, monkeypatch):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_TRACING_SAMPLING_RATE", "1")
    made(2)
    assert len(langsmith.roots) == 2
    assert {path for _, path in langsmith.requests} == {"/info", "/sessions", "/runs/multipart"}
    assert all("thread_id" in run["extra"]["metadata"] for run in langsmith.runs.values())


def test_switched_off_nothing_is_sent_whatever_the_environment_says(langsmith, made, monkeypatch, snippet):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    made(1, trace=False)
    cq.converse(snippet, max_turns=4, trace=False)
    assert langsmith.requests == []


def test_a_share_takes_whole_conversations_and_the_same_ones_each_time(langsmith, made):
    made(12, trace=cq.Tracing(share=0.5))
    first = {root["extra"]["metadata"]["snippet_id"] for root in langsmith.roots}
    assert 0 < len(first) < 12
    made(12, out="again", trace=cq.Tracing(share=0.5))
    assert {root["extra"]["metadata"]["snippet_id"] for root in langsmith.roots} == first
    pushed = cq.push_traces(made(12).folder, cq.Tracing(share=0.5))
    assert (pushed.sent, pushed.before, pushed.left_out) == (0, len(first), 12 - len(first))


def test_a_share_of_nothing_sends_nothing(langsmith, made):
    outcome = made(2, trace=cq.Tracing(share=0.0))
    assert langsmith.runs == {}
    assert outcome.traces == ""


def test_what_is_masked_does_not_leave_the_machine(langsmith, made):
    made(2, trace=cq.Tracing(mask=(r"[Vv]alve \d+", r"\d+ bar")))
    sent = b"".join(langsmith.bodies)
    assert b"<masked> opens at <masked>" in sent
    assert b"Valve 1" not in sent
    assert b"1 bar" not in sent


def test_one_expression_is_as_good_as_several():
    one, several = cq.Tracing(mask=r"\d+"), cq.Tracing(mask=[r"\d+"])
    assert one == several
    assert one.masked("10 bar") == "<masked> bar"


def test_a_function_of_the_users_masks(langsmith, made):
    made(1, trace=cq.Tracing(mask=lambda text: text.replace("Valve", "V-----")))
    sent = b"".join(langsmith.bodies)
    assert b"V----- 0 opens" in sent
    assert b"Valve 0" not in sent


@pytest.mark.parametrize(
    ("hide", "there", "gone"), [("inputs", "outputs", "inputs"), ("outputs", "inputs", "outputs")]
)
def test_inputs_or_outputs_are_left_out(langsmith, made, hide, there, gone):
    made(1, trace=cq.Tracing(hide=hide))
    calls = [run for run in langsmith.runs.values() if run["run_type"] == "llm"]
    assert all(run[gone] == {} for run in langsmith.runs.values())
    assert all(run[there]["messages"] for run in calls)
    assert all(run["extra"]["metadata"]["usage_metadata"]["input_tokens"] for run in calls)


def test_the_variables_of_langsmith_hide_too(langsmith, made, monkeypatch):
    monkeypatch.setenv("LANGSMITH_HIDE_INPUTS", "true")
    monkeypatch.setenv("LANGSMITH_HIDE_OUTPUTS", "true")
    made(1, trace=True)
    sent = b"".join(langsmith.bodies)
    assert langsmith.roots
    assert b"Valve 0" not in sent
    assert b"opens at" not in sent


def test_workers_trace_as_one_process_does(langsmith, made):
    made(4, out="alone", trace=True)
    alone = len(langsmith.runs)
    outcome = made(4, out="shared", trace=True, workers=2, concurrency=2)
    assert len(langsmith.roots) == 8
    assert len(langsmith.runs) == 2 * alone
    assert outcome.traces.startswith("4 sent")


def test_pushed_from_the_journal_a_trace_is_the_one_that_was_seen_live(langsmith, made):
    outcome = made(2, trace=True)
    live = trees(langsmith)
    langsmith.runs.clear()
    (outcome.folder / "traces.jsonl").unlink()
    pushed = cq.push_traces(outcome.folder)
    assert (pushed.sent, pushed.bare) == (2, 0)
    assert trees(langsmith) == live


def test_pushed_twice_there_are_no_doubles(langsmith, made):
    outcome = made(3)
    assert cq.push_traces(outcome.folder).sent == 3
    runs, feedback = dict(langsmith.runs), dict(langsmith.feedback)
    assert cq.push_traces(outcome.folder).before == 3
    (outcome.folder / "traces.jsonl").unlink()
    cq.push_traces(outcome.folder)
    assert langsmith.again == len(runs)
    assert langsmith.runs == runs
    assert langsmith.feedback.keys() == feedback.keys()


def test_a_moved_folder_is_the_same_run_and_another_run_is_not(langsmith, made):
    outcome = made(1)
    cq.push_traces(outcome.folder)
    moved = outcome.folder.rename(outcome.folder.with_name("moved"))
    assert cq.push_traces(moved).before == 1
    cq.push_traces(made(1, out="other").folder)
    assert len(langsmith.roots) == 2


def test_a_server_that_dies_on_the_way_costs_the_run_nothing(langsmith, made):
    sent = []
    langsmith.rule = lambda method, path: 500 if path.startswith("/runs") and len(langsmith.roots) >= 2 else None
    with pytest.warns(TracingWarning, match=r"2 of 6 traces were sent .* status 500; nothing is lost") as told:
        outcome = made(6, trace=True)
    assert outcome.counts["done"] == 6
    assert str(told[0].message) == outcome.traces
    langsmith.rule = lambda method, path: None
    pushed = cq.push_traces(outcome.folder, watcher=sent.append)
    assert (pushed.sent, pushed.before) == (4, 2)
    assert sent == [1, 2, 3, 4]
    assert len(langsmith.roots) == 6


@pytest.mark.parametrize(("status", "says"), [(500, "answers with status 500"), (404, "answers with status 404")])
def test_a_server_that_is_none_is_told_before_the_run(langsmith, made, status, says):
    langsmith.rule = lambda method, path: status
    with pytest.warns(TracingWarning, match=f"not traced: http.* {says}; nothing is lost: colloquist traces push"):
        outcome = made(2, trace=True)
    assert outcome.counts["done"] == 2
    assert langsmith.requests == [("GET", "/info")]


def test_a_wrong_key_is_told_and_not_shown(langsmith, made):
    langsmith.key = "another"
    with pytest.warns(TracingWarning, match=r"does not take the key \(LANGSMITH_API_KEY\)") as told:
        made(1, trace=True)
    assert "lsv2" not in str(told[0].message)


def test_without_a_key_the_hosted_service_is_not_even_asked(made, monkeypatch):
    for name in ("LANGSMITH_ENDPOINT", "LANGSMITH_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.warns(TracingWarning, match="no key is set"):
        made(1, trace=True)


def test_nobody_there_is_a_warning_and_a_conversation_with_its_trace(nobody, snippet):
    with pytest.warns(TracingWarning, match=r"does not answer \(connection refused\); the conversation is whole"):
        conversation = cq.converse(snippet, max_turns=4, trace=True)
    assert conversation.status == "done"
    assert conversation.trace.visits


def test_a_push_to_nobody_is_an_error_in_one_line(nobody, made):
    with pytest.raises(TraceError, match=r"nothing was sent: http.* does not answer"):
        cq.push_traces(made(1).folder)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"share": 1.5}, "from 0 to 1"),
        ({"hide": "all"}, "nothing, inputs"),
        ({"mask": ("(",)}, "no regular"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong, says):
    with pytest.raises(cq.SettingsError, match=says):
        cq.Tracing(**wrong)


def test_a_conversation_joins_the_trace_around_it(langsmith, snippet):
    from langsmith import Client, traceable, tracing_context

    client = Client(auto_batch_tracing=False)

    @traceable(client=client)
    def experiment():
        return cq.converse(snippet, max_turns=4).status

    with tracing_context(enabled=True, client=client, project_name="valves"):
        assert experiment() == "done"
    names = [run["name"] for run in langsmith.runs.values()]
    assert len(langsmith.roots) == 1
    assert names[0] == "experiment"
    assert {"seed_answer", "assistant_turn", "assistant", "refiner"} <= set(names)


def test_a_conversation_that_is_not_in_the_share_is_traced_by_nobody(langsmith, snippet, monkeypatch):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_TRACING_SAMPLING_RATE", "0.0")
    assert cq.converse(snippet, max_turns=4).trace is None
    assert langsmith.requests == []
