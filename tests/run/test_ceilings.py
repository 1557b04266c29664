"""The ceilings of a run lie in a file that its workers map: real processes, none of whose calls is lost."""

import subprocess
import sys
import time

import pytest

from colloquist.models.ceiling import Ceiling
from colloquist.models.shared_ceiling import SharedCeiling
from colloquist.run.ceilings import LANES, NUMBERS, Ceilings
from colloquist.run.counters import counters
from colloquist.run.lock import LONGEST, Alone

COUNTS = """
import sys
from pathlib import Path
from colloquist.run.ceilings import Ceilings

with Ceilings(Path(sys.argv[1]), 0) as ceilings:
    ceiling = ceilings.of("a model")
    print("ready", flush=True)
    input()
    for _ in range(3000):
        ceiling.sent(1.0)
"""
DIES = """
import os, signal, sys
from pathlib import Path
from colloquist.run.lock import Alone

with Path(sys.argv[1]).open("r+b") as file, Alone(file):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def holds_up(path):
    """Tell whether somebody is alone with the file, which has to be waited for."""
    began = time.monotonic()
    with path.open("r+b") as file, Alone(file):
        return time.monotonic() - began >= LONGEST


@pytest.fixture
def path(tmp_path):
    with counters(tmp_path, NUMBERS, ".ceilings") as path:
        yield path


def test_calls_that_processes_count_at_the_same_time_are_all_counted(path):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([sys.executable, "-c", COUNTS, str(path)], **pipes) for _ in range(2)]
    for one in both:
        assert one.stdout.readline() == "ready\n"
    for one in both:
        one.stdin.write("\n")
        one.stdin.flush()
    for one in both:
        one.communicate()
    assert [one.returncode for one in both] == [0, 0]
    with Ceilings(path, 0) as ceilings:
        assert ceilings.of("a model").sent(1.0).number == 6001


def test_a_process_that_dies_while_it_counts_holds_up_nobody(path):
    assert subprocess.run([sys.executable, "-c", DIES, str(path)]).returncode == -9
    with Ceilings(path, 0) as ceilings:
        assert ceilings.of("a model").sent(1.0).number == 1


def test_one_who_stands_still_while_he_is_alone_holds_up_nobody_for_long(path):
    with path.open("r+b") as one, path.open("r+b") as other, Alone(one), Alone(other):
        assert holds_up(path)


def test_each_model_has_a_ceiling_of_its_own_and_finds_it_again(path):
    with Ceilings(path, 0) as one, Ceilings(path, 0) as other:
        lanes = one.of("a"), one.of("b"), other.of("a")
        assert [lane.sent(1.0).number for lane in lanes] == [1, 1, 2]


def test_more_models_than_there_is_room_for_have_ceilings_that_nobody_shares(path):
    with Ceilings(path, 7) as ceilings:
        kinds = [type(ceilings.of(f"model {n}")) for n in (*range(LANES + 2), 0)]
    assert kinds == [SharedCeiling] * LANES + [Ceiling] * 2 + [SharedCeiling]
