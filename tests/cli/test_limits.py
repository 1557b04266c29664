"""The limits of a run and the estimate as a user meets them on the command line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from colloquist.cli.duration import seconds_in
from colloquist.state.settings import SettingsError

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def colloquist(tmp_path):
    """Run the command in a process of its own, where "embedded" has a price."""
    (tmp_path / "prices.toml").write_text('["embedded"]\ninput = 2.0\noutput = 8.0\n')

    def call(*arguments):
        command = [sys.executable, "-c", "from colloquist.cli import main; main()", *map(str, arguments)]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI", "LANGSMITH"))}
        env = {**kept, "NO_COLOR": "1", "COLUMNS": "100"}
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=120
        )

    return call


def test_an_estimate_then_a_limit_then_the_rest(colloquist, tmp_path):
    command = ("generate", EXAMPLES / "bloom-filters.txt", EXAMPLES / "relief-valves.md", "--out", "run")
    command = (*command, "--max-turns", 4, "--prices", "prices.toml")
    asked = colloquist(*command, "--estimate", "--sample", 3)
    assert asked.returncode == 0, asked.stderr
    assert re.search(r"written tokens +[\d,]+ +[\d,]+ +[\d,]+ to [\d,]+", asked.stdout)
    assert "the same command without --estimate, with --max-cost " in asked.stdout
    stopped = colloquist(*command, "--max-calls", 20, "--max-time", "8h", "--rpm", 60_000)
    assert stopped.returncode == 3
    assert stopped.stderr.splitlines()[-1] == (
        "colloquist: stopped at a limit of the run, 20 of 20 calls; "
        "the same command with a higher --max-calls goes on from here"
    )
    assert " to go" in stopped.stdout
    assert re.search(
        r"and \d+ calls of conversations that have not ended or broke off; \$\d\.\d+ in all", stopped.stdout
    )
    status = colloquist("status", "run").stdout
    assert "20 of 20 calls" in status
    assert "of 8:00:00" in status
    assert "60,000 requests per minute and model" in status
    assert colloquist(*command).returncode == 0
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["state"] == "complete"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--max-time", "soon"], "'soon' is no duration: write 90s, 45m, 8h, 1h30m, or seconds"),
        (["--max-calls", "0"], "limit of calls is 0"),
        (["--max-cost", "1", "--model", "m", "--base-url", "http://x/v1"], "needs a price for model 'm'"),
    ],
)
def test_a_limit_that_cannot_hold_is_one_clear_line(colloquist, options, says):
    ran = colloquist("generate", EXAMPLES / "bloom-filters.txt", "--out", "run", *options)
    assert ran.returncode == 2
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90),
        ("90", 90),
        ("45m", 2700),
        ("8h", 28800),
        ("1h30m", 5400),
        ("2d", 172800),
        ("1.5h", 5400),
        ("2H", 7200),
    ],
)
def test_a_duration_is_read_as_people_write_it(written, seconds):
    assert seconds_in(written) == seconds


@pytest.mark.parametrize("written", ["", "m", "8 days", "-5", "5m8h", "1e3"])
def test_what_is_no_duration_is_refused(written):
    with pytest.raises(SettingsError, match="no duration"):
        seconds_in(written)
