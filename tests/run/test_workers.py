"""Several processes make one run: the same files, nothing paid for twice, and nobody left behind."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from colloquist.graphs import load
from colloquist.models import ScriptedModel
from colloquist.run import worker
from colloquist.run.budget import RunBudget
from colloquist.run.ceilings import Ceilings
from colloquist.run.counters import counters, mapped
from colloquist.run.frames import Job
from colloquist.run.generate import generate
from colloquist.run.limits import RunLimits
from colloquist.run.problem import RunStopped
from colloquist.run.rates import Rates
from colloquist.run.standby import standby, taken
from colloquist.state.settings import RoleSettings, Settings, SettingsError

DEADLY = """
import os, signal

def finish(state):
    os.kill(os.getpid(), signal.SIGKILL)
"""
DEAF = """
import time
from pathlib import Path

def finish(state):
    print("this is printed in a worker")
    Path("asleep").touch()
    time.sleep(60)
"""
PARENT = """
from multiprocessing import get_context
from pathlib import Path

def finish(state):
    child = get_context("fork").Process(target=Path(f"grown-{state['snippet']['id']}").touch)
    child.start()
    child.join()
"""
HURT = """
import os, signal, socket, sys
from colloquist.cli import main

def fail_once():
    def fails():
        socket.socketpair = real
        raise OSError(24, "Too many open files")

    real, socket.socketpair = socket.socketpair, fails

if sys.argv[1] == "signal":
    os.register_at_fork(before=lambda: os.kill(os.getpid(), signal.SIGINT))
else:
    os.register_at_fork(after_in_parent=fail_once)
sys.argv[1:] = sys.argv[2:]
main()
"""
KILLED = """
import os, signal
from colloquist.run.standby import standby

with standby(2):
    input()
    os.kill(os.getpid(), signal.SIGKILL)
"""
ONE_NODE = """
from colloquist.graphs.machine import machine
{finish}
def build():
    graph = machine()
    graph.add_node("finish", finish)
    graph.set_entry_point("finish")
    return graph.compile(name="own")
"""
SNIPPETS = 24


def processes(folder):
    """Return the ids of the workers that are there for runs in `folder`: each leads a session of its own."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            session = (place / "stat").read_text().rpartition(")")[2].split()[3]
            if session == place.name and (place / "cwd").readlink() == folder:
                found.append(int(place.name))
        except OSError:
            continue
    return found


def was_forked(number):
    """Tell whether a worker is a copy of the command, and not a new process."""
    return "at_work" not in Path(f"/proc/{number}/cmdline").read_text()


def nobody_is_left(folder):
    until = time.monotonic() + 10
    while processes(folder):
        assert time.monotonic() < until, "a worker outlived its run"
        time.sleep(0.01)


@pytest.fixture
def command(paid, valves_of):
    """A command whose every reply is paid for."""
    served = ("--model", "stub", "--base-url", paid.url, "--concurrency", "5", "--max-turns", "6")
    return ("generate", valves_of(SNIPPETS), *served)


def manifest(run):
    return json.loads((run / "manifest.json").read_text())


def test_two_workers_write_what_one_writes(command, paid, start, tmp_path, timeless):
    assert start(*command, "--out", "one").wait() == 0
    alone = sorted(one.words for one in paid.asked)
    paid.asked.clear()
    shared = start(*command, "--out", "two", "--workers", "2")
    assert shared.wait() == 0, shared.said
    assert sorted(one.words for one in paid.asked) == alone
    one, two = tmp_path / "one", tmp_path / "two"
    assert json.dumps(timeless(one)) == json.dumps(timeless(two))
    for key in ("counts", "openings"):
        assert manifest(one)[key] == manifest(two)[key]
    assert {path.name for path in one.iterdir()} == {path.name for path in two.iterdir()}
    assert f"{SNIPPETS}/{SNIPPETS} snippets" in shared.said
    nobody_is_left(tmp_path)


def test_a_run_of_workers_that_is_killed_again_and_again_pays_for_nothing_twice(
    command, paid, start, tmp_path, timeless
):
    lot, kills = random.Random(7), 0
    assert start(*command, "--out", "one").wait() == 0
    alone = {one.words for one in paid.asked}
    paid.asked.clear()
    while True:
        paid.life += 1
        process = start(*command, "--out", "two", "--workers", "2")
        enough = len(paid.asked) + lot.randint(25, 60)
        while len(paid.asked) < enough and process.alive:
            time.sleep(0.001)
        process.send(lot.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
        status = process.wait()
        nobody_is_left(tmp_path)
        if status == 0:
            break
        assert "Traceback" not in process.said
        kills += 1
    assert kills >= 3
    assert {one.words for one in paid.asked} == alone
    assert len(paid.asked) - len(alone) <= kills * 5
    assert json.dumps(timeless(tmp_path / "two")) == json.dumps(timeless(tmp_path / "one"))
    assert manifest(tmp_path / "two")["counts"] == manifest(tmp_path / "one")["counts"]


def test_a_worker_that_is_killed_is_begun_again_and_the_run_completes(command, paid, start, tmp_path):
    process, killed = start(*command, "--out", "run", "--workers", "2"), 0
    while killed < 2:
        enough = len(paid.asked) + 25
        while len(paid.asked) < enough:
            time.sleep(0.001)
        there = processes(tmp_path)
        assert sum(map(was_forked, there)) == 2 - killed
        os.kill(next(filter(was_forked, there)), signal.SIGKILL)
        killed += 1
    assert process.wait() == 0, process.said
    counts = manifest(tmp_path / "run")["counts"]
    assert counts["done"] + counts["rejected"] + counts["failed"] == counts["snippets"] == SNIPPETS
    asked = [one.words for one in paid.asked]
    assert counts["calls"] == len(set(asked))
    assert len(asked) - len(set(asked)) <= killed * 5
    nobody_is_left(tmp_path)


def test_workers_that_die_again_and_again_stop_the_run_with_one_line(valves_of, start, tmp_path):
    (tmp_path / "own.py").write_text(ONE_NODE.format(finish=DEADLY))
    process = start("generate", valves_of(6), "--strategy", "own.py:build", "--out", "run", "--workers", "2")
    assert process.wait() == 1
    assert "was killed by signal 9, 3 times before any of its conversations ended" in process.said
    assert "Traceback" not in process.said
    assert manifest(tmp_path / "run")["state"] == "stopped"
    nobody_is_left(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_code_that_does_not_let_go_holds_up_no_stop(valves_of, start, tmp_path, number):
    (tmp_path / "own.py").write_text(ONE_NODE.format(finish=DEAF))
    process = start("generate", valves_of(6), "--strategy", "own.py:build", "--out", "run", "--workers", "2")
    while not (tmp_path / "asleep").exists():
        time.sleep(0.01)
    assert len(processes(tmp_path)) == 2
    process.send(number)
    assert process.wait() == (130 if number == signal.SIGINT else -9)
    assert "this is printed in a worker" in process.said
    nobody_is_left(tmp_path)


def test_a_wrong_key_stops_all_workers_with_one_line(command, paid, start, tmp_path):
    paid.wrong_key = True
    process = start(*command, "--out", "run", "--workers", "2")
    assert process.wait() == 1
    assert (
        sum("wrong_key" in line or "goes on" in line or "mend it" in line for line in process.said.splitlines())
        == 1
    )
    assert "check the key" in process.said
    assert "Traceback" not in process.said
    assert len(paid.asked) <= 10
    nobody_is_left(tmp_path)


def test_an_outage_is_said_once_for_all_workers_and_sat_out(command, paid, start, tmp_path):
    paid.delay = 0.05
    process, until = start(*command, "--out", "run", "--workers", "2"), time.monotonic() + 60
    while len(paid.asked) < 30:
        assert time.monotonic() < until
        time.sleep(0.01)
    paid.fault_from = 0
    with Ceilings(tmp_path / "run" / ".ceilings", 0) as ceilings:
        counted = ceilings.of(f"stub at {paid.url}").sent(time.monotonic()).number - 1
    assert counted >= 30  # the calls of both, which share what the server lets through
    while (tmp_path / "stderr").read_text().count("has not answered since") < 3:
        assert time.monotonic() < until
        time.sleep(0.05)
    paid.fault_from = None
    assert process.wait() == 0, process.said
    lines = [line for line in process.said.splitlines() if "has not answered since" in line]
    assert {line.count("next try") for line in lines} == {1}
    assert "goes on" in process.said.splitlines()
    assert manifest(tmp_path / "run")["counts"]["failed"] <= 1  # the valve that is always cut off


async def test_a_worker_that_is_to_leave_while_it_is_begun_holds_up_nobody(tmp_path, monkeypatch):
    begun, let = asyncio.Event(), asyncio.Event()
    job = Job(
        folder=tmp_path, counters=tmp_path, ceilings=tmp_path, strategy="conversation", settings=Settings(),
        rates=Rates(None, None), budget=RunBudget(RunLimits()), made_by="", number=0, slots=1, slots_of_all=1,
    )  # fmt: skip
    really = worker._begun

    async def slowly():
        begun.set()
        await let.wait()
        return await really()

    monkeypatch.setattr(worker, "_begun", slowly)
    monkeypatch.setattr(worker, "LAST_SECONDS", 0.01)
    one = worker.Worker(job, lambda: None)
    living = asyncio.create_task(one.live())
    await begun.wait()
    leaving = asyncio.create_task(one.leave(living))
    await asyncio.sleep(0.1)
    let.set()
    await asyncio.wait_for(leaving, 60)


def test_a_worker_that_outlives_a_killed_run_does_not_count_in_the_next_one(tmp_path):
    with counters(tmp_path, 3) as path:
        left_over = mapped(path)
        with counters(tmp_path, 3) as path:
            left_over[0] = 7.0
            assert list(mapped(path)) == [0.0, 0.0, 0.0]


def test_a_limit_of_the_run_holds_for_all_workers_together(paid, valves_of, tmp_path):
    served = {"model": "stub", "base_url": paid.url, "max_turns": 6}
    outcome = generate(valves_of(SNIPPETS), tmp_path / "run", workers=2, limits=RunLimits(calls=60), **served)
    assert "60 of 60 calls" in outcome.stopped
    assert 60 <= len(paid.asked) <= 60 + 1
    assert manifest(tmp_path / "run")["state"] == "stopped"
    nobody_is_left(tmp_path)


def test_more_workers_than_snippets_are_not_begun(valves_of, start, tmp_path):
    process = start("generate", valves_of(1), "--out", "run", "--workers", "8")
    assert process.wait() == 0, process.said
    assert manifest(tmp_path / "run")["counts"]["done"] == 1
    nobody_is_left(tmp_path)


def test_what_is_on_standby_ends_with_a_command_that_is_killed_before_it_had_a_job(tmp_path):
    with subprocess.Popen([sys.executable, "-c", KILLED], cwd=tmp_path, stdin=subprocess.PIPE) as command:
        until = time.monotonic() + 60
        while len(processes(tmp_path)) < 2:
            assert time.monotonic() < until
            time.sleep(0.01)
        command.communicate(b"\n")
    assert command.returncode == -signal.SIGKILL
    nobody_is_left(tmp_path)


@pytest.mark.parametrize(("hurt", "status"), [("signal", 130), ("no room", 0), ("nothing", 0)])
def test_whatever_happens_while_workers_are_forked_the_command_ends(valves_of, tmp_path, hurt, status):
    begin = [sys.executable, "-c", HURT, hurt] if hurt != "nothing" else [sys.executable, "-m", "colloquist"]
    command = [*begin, "generate", valves_of(6), "--out", "run", "--workers", "2"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == status, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "ignored" not in ran.stderr
    assert status or manifest(tmp_path / "run")["counts"]["done"] == 6
    nobody_is_left(tmp_path)


def test_nothing_is_forked_where_another_thread_runs():
    let = threading.Event()
    (thread := threading.Thread(target=let.wait)).start()
    with standby(2):
        assert taken() is None
    let.set()
    thread.join()


def test_a_node_may_begin_processes_of_its_own_in_a_worker(valves_of, start, tmp_path):
    (tmp_path / "own.py").write_text(ONE_NODE.format(finish=PARENT))
    process = start("generate", valves_of(4), "--strategy", "own.py:build", "--out", "run", "--workers", "2")
    assert process.wait() == 1, process.said  # a strategy of one node says nothing, so nothing is done
    assert len(list(tmp_path.glob("grown-*"))) == 4, process.said
    nobody_is_left(tmp_path)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"workers": 0}, "workers is 0"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"workers": 2, "model": ScriptedModel()}, "a chat model object cannot be sent"),
        ({"workers": 2, "roles": {"user": RoleSettings(model=ScriptedModel())}}, "a chat model object cannot"),
        ({"workers": 2, "strategy": load("conversation")}, "a compiled graph cannot be sent"),
    ],
)
def test_what_cannot_be_shared_is_refused_before_anything_begins(valves_of, tmp_path, given, says):
    with pytest.raises(SettingsError, match=says):
        generate(valves_of(2), tmp_path / "run", **given)
    assert not (tmp_path / "run").exists()


def test_workers_serve_a_call_from_python_and_stop_when_the_folder_can_no_longer_be_written(valves_of, tmp_path):
    outcome = generate(valves_of(6), tmp_path / "run", workers=2, max_turns=4)
    assert outcome.counts["done"] == 6
    with pytest.raises(RunStopped, match="cannot be written"):
        generate(valves_of(9), tmp_path / "run", workers=2, max_turns=4, watcher=lambda tally: spoil(tmp_path))


def spoil(folder):
    (folder / "run" / "records.jsonl").unlink(missing_ok=True)
    (folder / "run" / "records.jsonl").mkdir(exist_ok=True)
