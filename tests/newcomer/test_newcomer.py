"""A newcomer gets from nothing to a strategy of their own and what it makes, in minutes and one new file."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
MINUTES = 10


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The folder after the path was walked, what was said, and the seconds it took."""
    folder = tmp_path_factory.mktemp("newcomer")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "LANGSMITH"))}
    env |= {"PATH": f"{Path(sys.executable).parent}:{env['PATH']}", "NO_COLOR": "1", "COLUMNS": "100"}
    began = time.monotonic()
    ran = subprocess.run(
        ["sh", HERE / "path.sh", EXAMPLES], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return folder, ran.stdout, time.monotonic() - began


def test_the_path_takes_minutes_and_one_new_file(walked):
    folder, _, seconds = walked
    assert seconds < MINUTES * 60
    assert sorted(path.name for path in folder.iterdir()) == ["idea.py", "runs"]


def test_the_run_is_made_by_the_edited_file(walked):
    folder, said, _ = walked
    rows = [json.loads(line) for line in (folder / "runs/idea/records.jsonl").read_text().splitlines()]
    assert len(rows) == 5
    assert {row["strategy"] for row in rows} == {"idea.py"}
    assert {row["status"] for row in rows} == {"done"}
    assert len({row["strategy_fingerprint"] for row in rows}) == 1
    assert all(row["id"] in said for row in rows)


def test_the_trace_of_the_first_conversation_is_shown_call_by_call(walked):
    folder, said, _ = walked
    first = json.loads((folder / "runs/idea/records.jsonl").read_text().splitlines()[0])
    assert "→ terminate" in said
    assert f"user_turn.md {first['prompts']['user_turn'][:7]}" in said
    assert f"{len(first['calls'])} refiner" in said


def test_the_idea_is_held_against_what_was_there_before(walked):
    folder, said, _ = walked
    assert "conversation, idea on 6 snippets" in said
    assert "95 % interval" in said
    rows = json.loads((folder / "runs/compared/comparison.json").read_text())["rows"]
    assert {row["contestant"] for row in rows} == {"idea"}
    assert (folder / "runs/compared/comparison.html").is_file()
