"""The command line as a user meets it: what it prints, what it writes, and how it refuses."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def colloquist(*arguments, cwd, **environment):
    """Run the command in a process of its own, without a terminal, key or colour."""
    import os

    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "LANGSMITH"))}
    command = [sys.executable, "-c", "from colloquist.cli import main; main()", *map(str, arguments)]
    env = {**kept, "NO_COLOR": "1", "COLUMNS": "100", **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished run over one example document."""
    folder = tmp_path_factory.mktemp("cli")
    ran = colloquist("generate", EXAMPLES / "relief-valves.md", "--out", "run", "--max-turns", "6", cwd=folder)
    assert ran.returncode == 0, ran.stderr
    return folder, ran


def test_generate_says_who_speaks_and_what_it_came_to(run):
    folder, ran = run
    assert "embedded" in ran.stderr
    assert "not for training data" in " ".join(ran.stderr.split())
    counts = json.loads((folder / "run" / "manifest.json").read_text())["counts"]
    assert counts["snippets"] == counts["done"] + counts["rejected"] + counts["failed"] > 0
    said = re.search(r"snippets\s+(\d+) = (\d+) done \+ (\d+) rejected \+ (\d+) failed", ran.stdout)
    assert [int(n) for n in said.groups()] == [counts[k] for k in ("snippets", "done", "rejected", "failed")]


def test_show_reads_the_first_conversation_or_the_one_that_is_named(run):
    folder, _ = run
    listed = colloquist("show", "run", "--list", cwd=folder)
    ids = [line.split()[0] for line in listed.stdout.splitlines()]
    assert len(ids) > 1
    first, last = colloquist("show", "run", cwd=folder), colloquist("show", "run", ids[-1][:8], cwd=folder)
    rows = [json.loads(line) for line in (folder / "run" / "records.jsonl").read_text().splitlines()]
    for shown, record in ((first, rows[0]), (last, rows[-1])):
        words = " ".join(shown.stdout.split())
        assert shown.returncode == 0
        assert record["turns"][0]["text"].split()[-1] in words
        assert all(path["stop"]["reason"] in words for path in record["paths"])


def test_graph_draws_the_machine_as_text_and_as_mermaid(tmp_path):
    ran = colloquist("graph", cwd=tmp_path)
    assert "refine -- continue" in ran.stdout
    assert "graph TD" in ran.stdout
    assert "error_handler" not in ran.stdout
    assert {"conversation", "refusal"} <= set(colloquist("graph", "--list", cwd=tmp_path).stdout.split())


def test_a_strategy_file_of_ones_own_is_enough(tmp_path):
    (tmp_path / "mine.py").write_text("from colloquist.graphs.conversation import build as start\n")
    ran = colloquist(
        *(
            "generate",
            EXAMPLES / "bloom-filters.txt",
            "--out",
            "run",
            "--strategy",
            "mine.py:start",
            "--limit",
            "1",
        ),
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    record = json.loads((tmp_path / "run" / "records.jsonl").read_text().splitlines()[0])
    assert record["strategy"] == "mine.py:start"


@pytest.mark.parametrize(("name", "text"), [
    ("run.toml", 'max-turns = 6\nlimit = 1\n[roles.user]\nmodel = "embedded"\ntemperature = 0.9\n'),
    ("run.yaml", "max_turns: 6\nlimit: 1\nroles:\n  user:\n    model: embedded\n    temperature: 0.9\n"),
])  # fmt: skip
def test_options_may_come_from_a_file_and_the_command_line_wins(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    ran = colloquist(
        *("generate", EXAMPLES / "bloom-filters.txt", "--out", "run", "--config", name, "--max-turns", "4"),
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["settings"]["max_turns"] == 4
    assert manifest["settings"]["roles"]["user"]["temperature"] == 0.9
    assert manifest["counts"]["snippets"] == 1


def test_a_manner_may_come_from_a_file(tmp_path):
    (tmp_path / "run.toml").write_text('max-turns = 4\n[manner]\nuser = "You are in a hurry."\n')
    ran = colloquist(
        *("generate", EXAMPLES / "bloom-filters.txt", "--out", "run", "--config", "run.toml", "--limit", "1"),
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    record = json.loads((tmp_path / "run" / "records.jsonl").read_text().splitlines()[0])
    assert record["settings"]["manner"] == {"user": "You are in a hurry."}
    (tmp_path / "run.toml").write_text('[manner]\nusher = "x"\n')
    ran = colloquist("generate", "x.md", "--out", "run", "--config", "run.toml", cwd=tmp_path)
    assert ran.stderr.startswith("colloquist: run.toml: manner has no 'usher'; it has words for seed")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["generate", "none.txt", "--out", "run"], "none.txt"),
        (["generate", "x.md", "--out", "run", "--model", "gpt-4o"], "OPENAI_API_KEY"),
        (["generate", "x.md", "--out", "run", "--base-url", "http://127.0.0.1:9/v1"], "name the model"),
        (["generate", "x.md", "--out", "run", "--strategy", "nonsense"], "no strategy is called 'nonsense'"),
        (["generate", "x.md", "--out", "run", "--strategy", "no.py:build"], "no such strategy file"),
        (["generate", "x.md", "--out", "run", "--prompts", "nowhere"], "no such folder"),
        (["generate", "x.md", "--out", "run", "--max-turns", "2"], "max_turns is 2"),
        (["generate", "x.md", "--out", "run", "--config", "no.toml"], "cannot be read"),
        (
            ["generate", "x.md", "--out", "run", "--cost-each", "1", "--model", "m", "--base-url", "http://x/v1"],
            "price",
        ),
        (["show", "nothing"], "no run here"),
        (["graph", "nonsense"], "no strategy is called"),
    ],
)
def test_a_mistake_of_the_users_ends_in_one_clear_line(tmp_path, arguments, says):
    (tmp_path / "x.md").write_text(
        "# Valves\n\n" + "A relief valve opens when the pressure exceeds the spring. " * 3
    )
    ran = colloquist(*arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert says in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_the_version_is_printed(tmp_path):
    assert re.fullmatch(r"colloquist \d+\.\d+\.\d+\n", colloquist("--version", cwd=tmp_path).stdout)


def test_a_run_that_accepts_nothing_says_why_the_first_was_rejected(tmp_path):
    (tmp_path / "valve.txt").write_text("A relief valve opens by itself. It closes again when that has passed.")
    ran = colloquist("generate", "valve.txt", "--out", "run", "--strategy", "problem_set", cwd=tmp_path)
    assert ran.returncode == 1
    assert "nothing was accepted; the first was rejected: no problem: No sentence" in ran.stdout


def test_input_that_cannot_be_read_is_on_the_screen_with_its_line(tmp_path):
    rows = ['{"text": "Valve 1 opens at 10 bar. It closes at 9 bar, which is less."}', '{"text": 5}', "not JSON"]
    (tmp_path / "in.jsonl").write_text("\n".join(rows))
    ran = colloquist("generate", "in.jsonl", "--out", "run", "--max-turns", "4", cwd=tmp_path)
    assert "in.jsonl:2: column 'text' is not text but a number" in ran.stdout
    assert "in.jsonl:3: not JSON" in ran.stdout
