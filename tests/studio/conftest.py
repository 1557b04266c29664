"""LangGraph's own server, as `langgraph dev` starts it, with every strategy and a user's file, without a key."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from colloquist.cli.strategy_file import first_draft

CONFIGURATION = json.loads((Path(__file__).parents[2] / "langgraph.json").read_text())
PATIENCE = 120
QUIET = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGGRAPH_NO_VERSION_CHECK": "true", "LANGSMITH_TRACING": "false"}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of a server that serves what langgraph.json lists, and idea.py as `colloquist new` writes it."""
    folder, port = tmp_path_factory.mktemp("studio"), free_port()
    (folder / "idea.py").write_text(first_draft("idea"))
    graphs = {**CONFIGURATION["graphs"], "idea": "./idea.py:build"}
    (folder / "langgraph.json").write_text(json.dumps({**CONFIGURATION, "graphs": graphs}))
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "LANGSMITH"))}
    command = ("-m", "langgraph_cli", "dev", "--no-browser", "--no-reload", "--port", str(port))
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, *command, "--n-jobs-per-worker", "4"],
            cwd=folder, env={**kept, **QUIET}, stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}/ok"):
            assert process.poll() is None, (folder / "said").read_text()
            assert time.monotonic() < until, (folder / "said").read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False
