"""The commands: `colloquist trace` and `colloquist traces`, with their mistakes in one line."""

import pytest
from typer.testing import CliRunner

import colloquist as cq
from colloquist.cli.app import app
from colloquist.run.tracing.problem import TraceError


@pytest.fixture
def colloquist():
    """Call the command line in this process."""
    return lambda *argv: CliRunner().invoke(app, list(map(str, argv)), env={"COLUMNS": "100", "NO_COLOR": "1"})


def test_trace_shows_the_tree(colloquist, made):
    run = made(2).folder
    second = [record.id for record in cq.read_records(run)][1]
    told = colloquist("trace", run, second[:6])
    assert told.exit_code == 0
    assert second in told.stdout
    assert "seed_answer" in told.stdout


def test_trace_shows_a_call_whole(colloquist, made):
    run = made(1).folder
    told = colloquist("trace", run, "--call", 1)
    assert "call 1 · seed_answer · seed" in told.stdout
    assert "Write the opening question and its answer." in told.stdout
    assert "reply" in told.stdout
    assert isinstance(colloquist("trace", run, "--call", 99).exception, TraceError)
    assert colloquist("trace", run, "--whole").stdout.count("call ") >= len(next(cq.read_records(run)).calls)


def test_trace_writes_a_page(colloquist, made, tmp_path):
    told = colloquist("trace", made(1).folder, "--html", tmp_path / "trace.html")
    assert told.stdout.strip() == f"written to {tmp_path / 'trace.html'}"
    assert (tmp_path / "trace.html").read_text().startswith("<!doctype html>")
    wrong = colloquist("trace", made(1).folder, "--html", tmp_path / "no" / "trace.html")
    assert isinstance(wrong.exception, TraceError)


def test_generate_takes_share_mask_and_project(colloquist, langsmith, valves, tmp_path):
    options = ["--trace", "--trace-project", "mine", "--trace-mask", r"\d+ bar", "--trace-hide", "outputs"]
    told = colloquist("generate", valves(2), "--out", tmp_path / "run", "--max-turns", 4, *options)
    assert told.exit_code == 0, told.output
    assert "2 sent to project mine" in told.output
    assert b"1 bar" not in b"".join(langsmith.bodies)
    assert all(run["outputs"] == {} for run in langsmith.runs.values())


def test_traces_push_and_datasets(colloquist, langsmith, made, tmp_path):
    run = made(3).folder
    assert "trace" in colloquist("traces", "push", run, "--trace-share", 0.9).stdout
    assert "were there already" in colloquist("traces", "push", run).stdout
    rows = len((run / "conversations.jsonl").read_text().splitlines())
    assert f"{rows} added, 0 changed" in colloquist("traces", "push-dataset", run, "talks").stdout
    told = colloquist("traces", "pull-dataset", "talks", tmp_path / "talks.jsonl").stdout
    assert told.startswith(f"{rows} conversation")
    assert (tmp_path / "talks.jsonl").read_text() == (run / "conversations.jsonl").read_text()


def test_a_push_says_what_it_had_to_leave_out(colloquist, langsmith, made):
    run = made(1).folder
    (run / "journal.sqlite").unlink()
    told = colloquist("traces", "push", run).stdout
    assert "1 of them from the record alone: prompts and replies are not shown" in told
    calls = [one for one in langsmith.runs.values() if one["run_type"] == "llm"]
    assert calls
    assert all(one["inputs"] == {"messages": []} for one in calls)
