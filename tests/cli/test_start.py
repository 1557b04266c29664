"""The command starts and ends without looking for garbage in what it loaded; a library decides no such thing."""

import signal
import subprocess
import sys

import pytest

AT_EXIT = "import atexit, gc; atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > 999));"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("from colloquist.cli import main; main()", "200000 True"),
        ("import colloquist.cli, colloquist.run.generate", "700 False"),
    ],
    ids=["the command", "the library"],
)
def test_only_the_command_keeps_the_collector_from_what_stays(code, said):
    ran = subprocess.run(
        [sys.executable, "-c", AT_EXIT + code, "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == said


def test_a_stop_while_the_command_still_loads_ends_it_without_a_word():
    stops = (
        "import os, signal, sys\n"
        "from colloquist.cli import main\n"
        "class Stops:\n"
        "    def find_spec(self, name, *more):\n"
        "        if name == 'colloquist.cli.app': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stops())\n"
        "main()"
    )
    ran = subprocess.run([sys.executable, "-c", stops, "--version"], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, "", "")
