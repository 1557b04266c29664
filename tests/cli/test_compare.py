"""`colloquist compare` as a user meets it: a table on the screen, a page beside it, and a limit that holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"


def compare(*arguments, cwd):
    """Run the command in a process of its own, without a terminal, key or colour."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "LANGSMITH"))}
    command = [sys.executable, "-c", "from colloquist.cli import main; main()", "compare", *map(str, arguments)]
    env = {**kept, "NO_COLOR": "1", "COLUMNS": "120"}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_a_comparison_says_what_it_takes_then_who_wins_and_where_to_read_on(tmp_path):
    on = ("--on", EXAMPLES / "relief-valves.md", "--on", EXAMPLES / "bloom-filters.txt", "--out", "c")
    ran = compare("conversation", "short=conversation,max_turns=4", *on, "--snippets", "6", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "6 snippets for 2 contestants: at most 960 calls" in ran.stderr
    assert "from the first 2: all 6 snippets take about" in ran.stderr
    assert "short beats conversation on" in ran.stdout
    assert "near-duplicates" in ran.stdout
    assert "single_call, the whole dialogue in one call, is not among them: --baseline adds it." in ran.stdout
    assert "short beside conversation" in (tmp_path / "c" / "comparison.html").read_text()
    rows = json.loads((tmp_path / "c" / "comparison.json").read_text())["rows"]
    assert {row["name"] for row in rows} >= {"grounded_share", "near_duplicates", "cost_per_accepted"}


def test_a_limit_ends_with_status_3_and_says_how_to_go_on(tmp_path):
    on = ("--on", EXAMPLES / "relief-valves.md", "--out", "c", "--snippets", "2", "--max-calls", "20")
    ran = compare("conversation", "short=conversation,max_turns=4", *on, cwd=tmp_path)
    assert ran.returncode == 3
    assert "stopped at a limit of the comparison, 20 of 20 calls" in ran.stderr
    assert "higher --max-calls" in ran.stderr


def test_a_mistake_ends_in_one_clear_line(tmp_path):
    ran = compare("conversation", "b=conversation,max_turn=4", "--on", EXAMPLES, "--out", "c", cwd=tmp_path)
    assert ran.returncode == 2
    assert "'max_turn=4' is no setting=value; settings are" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "c").exists()


def test_a_contestant_that_brings_nothing_shows_in_the_exit_status(tmp_path):
    (tmp_path / "own.py").write_text(
        "import colloquist as cq\n\nasync def user_turn(state):\n    raise KeyError('whoops')\n\n"
        "def build():\n    return cq.conversation('own', user_turn=user_turn)\n"
    )
    on = ("--on", EXAMPLES / "relief-valves.md", "--out", "c", "--snippets", "2")
    ran = compare("conversation", "own=own.py", *on, cwd=tmp_path)
    assert ran.returncode == 1
    assert "line 4, node user_turn: KeyError: 'whoops'" in ran.stdout
