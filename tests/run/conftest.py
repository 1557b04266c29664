"""The command as a process that can be killed, and a server that keeps count of what is asked of it."""

import importlib.util
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest


def _beside(name):
    spec = importlib.util.spec_from_file_location(f"run_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_paid = _beside("paid")


@pytest.fixture
def paid():
    """A server that charges for every reply."""
    with _paid.PaidServer() as server:
        yield server


@pytest.fixture
def valves_of(tmp_path):
    """Write a file of that many snippets that the server knows."""

    def write(number):
        rows = [
            {"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."}
            for n in range(number)
        ]
        (tmp_path / "valves.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / "valves.jsonl"

    return write


@pytest.fixture(scope="session")
def launcher():
    """The process that starts the command."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "LANGSMITH"))}
    command = [sys.executable, str(Path(__file__).with_name("launcher.py"))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    env = {**kept, "NO_COLOR": "1", "COLUMNS": "200", "SSL_CERT_DIR": "/nonexistent"}
    with subprocess.Popen(command, env=env, **pipes) as process:
        yield process
        process.stdin.close()


class Command:
    """One process of the command. `said` is what it wrote to stderr, `told` what to stdout, after `wait`."""

    def __init__(self, launcher, folder, argv, limit=0):
        self._launcher, self._folder = launcher, folder
        for name in ("stdout", "stderr"):
            (folder / name).write_text("")
        line = {"argv": list(map(str, argv)), "cwd": str(folder), "env": {}, "limit": limit}
        launcher.stdin.write(json.dumps(line) + "\n")
        launcher.stdin.flush()
        self.pid = int(launcher.stdout.readline())

    @property
    def alive(self):
        """Whether it has not ended yet."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def send(self, number):
        """Send a signal, unless it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self):
        """Return the exit status."""
        self.status = int(self._launcher.stdout.readline())
        self.said, self.told = ((self._folder / name).read_text() for name in ("stderr", "stdout"))
        return self.status


@pytest.fixture
def start(launcher, tmp_path):
    """Start the command in the folder of the test."""
    return lambda *argv, limit=0: Command(launcher, tmp_path, argv, limit)


def timeless(out):
    """Return the files of a run without times: `timings`, and each call's `seconds`."""

    def without(row):
        record = row.get("record", row)
        record.pop("timings", None)
        for call in record.get("calls", []):
            call.pop("seconds")
        return row

    names = ("records.jsonl", "conversations.jsonl", "failures.jsonl")
    return {name: [without(json.loads(line)) for line in (out / name).read_text().splitlines()] for name in names}


@pytest.fixture(name="timeless")
def _timeless():
    """The reader of a run's files without times."""
    return timeless
