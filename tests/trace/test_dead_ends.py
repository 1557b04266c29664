"""Tracing against nobody: the process ends, the run is whole, and one line says what to do."""

import json
import os
import socket
import subprocess
import sys
import time

import pytest

import colloquist as cq
from colloquist.models import watched

HANG = 60
"""Seconds within which a process ends that does not wait for a server; LangSmith's own client took minutes."""


def started(code, *argv, **env):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LANGSMITH", "OPENAI"))}
    kept |= {"NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, argv)],
        env={
            **kept,
            "NO_COLOR": "1",
            "COLUMNS": "200",
            "LANGSMITH_TRACING": "true",
            "LANGSMITH_API_KEY": "k",
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG,
    )


@pytest.fixture
def command(tmp_path, valves):
    """Run `colloquist generate` on three snippets in a process of its own, with tracing on."""

    def run(endpoint, *more):
        code = "from colloquist.cli import main; main()"
        argv = ["generate", valves(3), "--out", tmp_path / "run", "--max-turns", "4", *more]
        return started(code, *argv, LANGSMITH_ENDPOINT=endpoint)

    return run


@pytest.fixture
def silent():
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def complaints(ran):
    return [line for line in ran.stderr.splitlines() if line.startswith("traces: ")]


def whole(run):
    return [record.status for record in cq.read_records(run)]


def test_connection_refused(command, nobody, tmp_path):
    ran = command(nobody)
    assert ran.returncode == 0, ran.stderr
    assert complaints(ran) == [
        f"traces: not traced: {nobody} does not answer (connection refused); nothing is lost: "
        f"colloquist traces push {tmp_path / 'run'} sends what is missing"
    ]
    assert "Traceback" not in ran.stderr
    assert whole(tmp_path / "run") == ["done"] * 3


def test_a_server_that_never_answers(command, silent, tmp_path):
    ran = command(silent)
    assert ran.returncode == 0, ran.stderr
    assert len(complaints(ran)) == 1
    assert whole(tmp_path / "run") == ["done"] * 3


def test_a_server_that_falls_silent_on_the_way_holds_nobody_up(command, langsmith, tmp_path):
    def rule(method, path):
        if path.startswith("/runs"):
            time.sleep(HANG)

    langsmith.key, langsmith.rule = None, rule
    ran = command(langsmith.url, "--workers", "2")
    assert ran.returncode == 0, ran.stderr
    assert complaints(ran)[0].startswith("traces: 0 of 3 traces were sent to project default")
    assert whole(tmp_path / "run") == ["done"] * 3


def test_a_script_with_one_conversation_ends_too(nobody):
    code = "import colloquist as cq; print(cq.converse('Valves open. They close again.', max_turns=4).status)"
    ran = started(code, LANGSMITH_ENDPOINT=nobody)
    assert ran.stdout == "done\n"
    assert "TracingWarning: not traced" in ran.stderr
    assert ran.returncode == 0


def test_a_script_with_one_conversation_sends_it_before_it_ends(langsmith):
    langsmith.key = None
    code = "import colloquist as cq; cq.converse('Valves open. They close again.', max_turns=4)"
    ran = started(code, LANGSMITH_ENDPOINT=langsmith.url)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(langsmith.roots) == 1


def test_the_run_that_was_not_traced_is_pushed_by_the_command(command, nobody, langsmith, tmp_path):
    langsmith.key = None
    command(nobody)
    code = "from colloquist.cli import main; main()"
    ran = started(code, "traces", "push", tmp_path / "run", LANGSMITH_ENDPOINT=langsmith.url)
    assert ran.stdout == f"3 traces sent to project default at {langsmith.url}\n", ran.stderr
    assert len(langsmith.roots) == 3


def test_what_nobody_traces_passes_no_tracer(made, monkeypatch):
    async def never(*args):
        raise AssertionError("a call was watched")

    monkeypatch.setattr(watched.Tracers, "watch", never)
    outcome = made(1)
    assert outcome.counts["done"] == 1
    assert json.loads((outcome.folder / "manifest.json").read_text())["state"] == "complete"
    assert not (outcome.folder / "traces.jsonl").exists()
