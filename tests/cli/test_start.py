"""The command starts and ends without looking for garbage in what it loaded; a library decides no such thing."""

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
