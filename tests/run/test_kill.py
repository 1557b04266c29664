"""A run that is killed again and again ends as one that never was, and pays for nothing twice."""

import json
import math
import random
import signal
import time
from collections import defaultdict

import pytest

CONCURRENCY = 4
STUBBORN = """
import time
from pathlib import Path
from colloquist.graphs.machine import machine

def sleep(state):
    if not Path("asleep").exists():
        Path("asleep").touch()
        time.sleep(60)
    return {"status": "done"}

def build():
    graph = machine()
    graph.add_node("finish", sleep)
    graph.set_entry_point("finish")
    return graph.compile(name="own")
"""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture
def valves(tmp_path):
    """A file of snippets, with a line that cannot be read and a text that comes twice."""

    def write(number):
        rows = [
            {"text": f"Valve {n} opens when its spring gives way at {n} bar. It closes at a lower pressure."}
            for n in range(number)
        ]
        lines = [json.dumps(row) for row in (*rows, rows[0])]
        (tmp_path / "valves.jsonl").write_text("\n".join([*lines[:2], "not JSON", *lines[2:]]) + "\n")
        return "valves.jsonl"

    return write


def killed_until_complete(start, command, out, lot, moment):
    """Kill the command at random instants until it completes, and return how often that was."""
    kills = 0
    while True:
        process = start(*command)
        moment(process)
        number = lot.choice(SIGNALS)
        began = time.monotonic()
        process.send(number)
        status = process.wait()
        if status == 0:
            return kills
        assert time.monotonic() - began < 2.5
        assert status in (-number, 128 + number), process.said
        assert "Traceback" not in process.said
        if status > 0:
            assert process.said.splitlines()[-1].startswith("colloquist: stopped"), process.said
        if "goes on from here" in process.said and (out / "manifest.json").exists():
            assert json.loads((out / "manifest.json").read_text())["state"] in ("running", "stopped")
        kills += 1


def after_a_few_records(out, lot, number):
    """Return a wait that ends when a life has written some records more, or all of them and itself ended."""

    def written():
        path = out / "records.jsonl"
        return path.read_bytes().count(b"\n") if path.exists() else 0

    def moment(process):
        before = written()
        wanted = min(number, before + lot.randint(2, 9))
        while written() < wanted:
            time.sleep(0.005)
        if before == number:
            while json.loads((out / "manifest.json").read_text())["state"] != "complete":
                time.sleep(0.01)
            time.sleep(1.0)

    return moment


def test_nothing_is_paid_twice_lost_or_doubled_however_often_a_run_is_killed(
    paid, valves, start, tmp_path, timeless
):
    lot = random.Random(20)
    served = ("--model", "stub", "--base-url", paid.url, "--concurrency", CONCURRENCY, "--max-turns", "8")
    command = ("generate", valves(26), *served, "--out")
    assert start(*command, "whole").wait() == 0
    whole = [one.words for one in paid.asked]
    assert len(set(whole)) == len(whole)
    paid.asked.clear()

    def moment(process):
        paid.life += 1
        enough = len(paid.asked) + lot.randrange(26)
        until = time.monotonic() + lot.choice([0.2, math.inf, math.inf])
        while len(paid.asked) < enough and process.alive and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(lot.random() * 0.02)

    kills = killed_until_complete(start, (*command, "run"), tmp_path / "run", lot, moment)
    assert kills >= 25
    assert {one.words for one in paid.asked} == set(whole)
    repeated = each_repeat_was_in_flight(paid.asked)
    print(f"{kills} kills, {len(whole)} calls, {repeated} of them repeated")
    assert repeated <= kills * CONCURRENCY
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")
    it_adds_up(tmp_path / "run", snippets=26)
    counts, unkilled = (json.loads((tmp_path / run / "manifest.json").read_text()) for run in ("run", "whole"))
    assert (counts["counts"], counts["stop_reasons"]) == (unkilled["counts"], unkilled["stop_reasons"])
    assert counts["counts"]["calls"] == len(whole)


def each_repeat_was_in_flight(asked):
    """Return how many requests were repeated; each was the last one that its conversation had sent."""
    met, last, repeats = set(), {}, defaultdict(int)
    for one in asked:
        if one.words in met:
            assert last[one.valve] == one.words
            repeats[one.valve, one.life] += 1
        met.add(one.words)
        last[one.valve] = one.words
    assert max(repeats.values(), default=0) <= 1
    return sum(repeats.values())


def it_adds_up(out, snippets):
    ended = [json.loads(line)["id"] for line in (out / "records.jsonl").read_text().splitlines()]
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    ended += [row["id"] for row in failures if row["kind"] in ("failed", "rejected")]
    assert len(ended) == len(set(ended)) == snippets
    assert [row["kind"] for row in failures][:2] == ["unreadable", "duplicate"]
    assert sum(row["kind"] in ("unreadable", "duplicate") for row in failures) == 2


def test_an_embedded_run_that_was_killed_equals_one_that_was_not(valves, start, tmp_path, timeless):
    lot = random.Random(3)
    command = ("generate", valves(40), "--concurrency", CONCURRENCY, "--max-turns", "6", "--out")
    assert start(*command, "whole").wait() == 0
    moment = after_a_few_records(tmp_path / "run", lot, 40)
    kills = killed_until_complete(start, (*command, "run"), tmp_path / "run", lot, moment)
    assert kills >= 3
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")
    it_adds_up(tmp_path / "run", snippets=40)
    noticed, unkilled = (json.loads((tmp_path / run / "manifest.json").read_text()) for run in ("run", "whole"))
    assert noticed["openings"] == unkilled["openings"]
    assert noticed["openings"]["number"] >= 40


def test_a_second_ctrl_c_leaves_at_once_and_the_run_can_go_on(valves, start, tmp_path):
    (tmp_path / "own.py").write_text(STUBBORN)
    command = ("generate", valves(8), "--strategy", "own.py:build", "--out", "run")
    process = start(*command)
    while not (tmp_path / "asleep").exists():
        time.sleep(0.01)
    process.send(signal.SIGINT)
    time.sleep(0.7)
    began = time.monotonic()
    process.send(signal.SIGINT)
    assert process.wait() == 130
    assert time.monotonic() - began < 0.5
    assert "goes on from here" in process.said
    assert start(*command).wait() == 0


def test_code_that_does_not_let_go_cannot_hold_up_a_stop(valves, start, tmp_path):
    (tmp_path / "own.py").write_text(STUBBORN)
    process = start("generate", valves(8), "--strategy", "own.py:build", "--out", "run")
    while not (tmp_path / "asleep").exists():
        time.sleep(0.01)
    began = time.monotonic()
    process.send(signal.SIGTERM)
    assert process.wait() == 143
    assert time.monotonic() - began < 4
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["state"] == "stopped"


def test_a_stop_need_not_wait_for_the_input_to_be_read(start, tmp_path):
    rows = (
        json.dumps({"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."})
        for n in range(40_000)
    )
    (tmp_path / "many.jsonl").write_text("\n".join(rows))
    process = start("generate", "many.jsonl", "--out", "run")
    while not (tmp_path / "run" / "corpus.sqlite.part").exists():
        time.sleep(0.01)
    time.sleep(0.3)
    began = time.monotonic()
    process.send(signal.SIGTERM)
    assert process.wait() == 143
    assert time.monotonic() - began < 2
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["state"] == "stopped"
    assert start("generate", "many.jsonl", "--out", "run", "--limit", "3").wait() == 0
