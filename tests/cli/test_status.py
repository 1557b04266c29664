"""`colloquist status` fits one screen and says how a run stands, whoever or whatever ended it."""

import json
import os

import pytest

from colloquist.cli.app import app
from colloquist.run.generate import generate
from colloquist.run.lock import RunLock
from colloquist.run.report import percentile


@pytest.fixture
def run(tmp_path, model, verdict):
    """A run of four snippets: two done, one failed at the assistant, one cut short by an empty seed."""
    rows = [{"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."} for n in range(4)]
    lines = [json.dumps(row) for row in (*rows, rows[0])]
    (tmp_path / "in.jsonl").write_text("\n".join([*lines, "not JSON"]))
    answers = iter(["One answer.", "Another answer.", ""])
    played = model([verdict("terminate")] * 2, assistant_turn=lambda messages: next(answers, ""))
    generate(tmp_path / "in.jsonl", tmp_path / "run", model=played, max_turns=4, concurrency=1)
    return tmp_path / "run"


def status(run, capsys):
    """Return what the command prints, and that it fits."""
    app(["status", str(run)], standalone_mode=False)
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 80
    assert len(said.splitlines()) <= 24
    assert "\x1b" not in said
    return said


def test_it_says_what_was_done_what_failed_and_why_and_what_it_took(run, capsys, monkeypatch):
    monkeypatch.chdir(run.parent)
    said = status("run", capsys)
    assert "run            run: complete" in said
    assert "snippets       4 = 2 done + 0 rejected + 2 failed\n" in said
    assert "1 unreadable, 1 duplicates" in said
    assert "    2  assistant_turn: empty" in said
    assert "6 empty; cost unknown" in said
    assert "--retry-failed" in said
    rows = {line.split()[0]: line.split()[1:] for line in said.partition("seconds of a call")[2].splitlines()[1:]}
    assert {node: int(row[0]) for node, row in rows.items()} == {
        **{"seed_answer": 4, "build_persona": 4, "user_turn": 4, "assistant_turn": 8, "refine": 2}
    }


def test_its_sums_are_those_of_the_manifest(run, capsys):
    counts = json.loads((run / "manifest.json").read_text())["counts"]
    said = status(run, capsys)
    assert f"model calls    {counts['calls']}, " in said
    assert f"{counts['input_tokens']:,} in" in said


def test_it_leaves_no_file_in_the_run(run, capsys):
    there = sorted(path.name for path in run.iterdir())
    assert "model calls" in status(run, capsys)
    assert sorted(path.name for path in run.iterdir()) == there


def test_it_tells_running_from_stopped_and_killed(run, capsys, monkeypatch):
    monkeypatch.chdir(run.parent)
    manifest = json.loads((run / "manifest.json").read_text())
    for state, word in (("stopped", "stopped; the same"), ("running", "killed, nothing writes it")):
        (run / "manifest.json").write_text(json.dumps({**manifest, "state": state}))
        assert word in status("run", capsys)
    with RunLock(run):
        assert f"running, process {os.getpid()}" in status("run", capsys)


def test_what_is_still_to_go_is_counted_while_a_line_is_being_written(run, capsys):
    records = run / "records.jsonl"
    records.write_bytes(records.read_bytes()[:-20])
    assert "4 = 1 done + 0 rejected + 2 failed + 1 to go" in status(run, capsys)


def test_a_percentile_is_the_smallest_value_that_covers_its_share():
    hundred = [float(n) for n in range(1, 101)]
    assert [percentile(hundred, share) for share in (50, 95, 99)] == [50.0, 95.0, 99.0]
    assert percentile([3.0], 50) == percentile([3.0], 99) == 3.0
