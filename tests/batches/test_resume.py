"""A run by batch that stops at any instant takes up its batches again: nothing is handed in or paid for twice."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from colloquist.run.folder import RunFolderError
from colloquist.run.problem import RunStopped
from colloquist.run.retry import UNUSABLE

POINTS = [
    *("before POST files", "after POST files", "before POST batches", "after POST batches"),
    *(
        "before GET batches/id",
        "after GET batches/id",
        "before GET files/id/content",
        "after GET files/id/content",
    ),
]


async def stopped_at(point, after, run, provider):
    """Let a run come to a point and stop it there."""
    provider.hang_at = (point, after)
    making = asyncio.create_task(run())
    while not provider.hung.is_set():
        await asyncio.sleep(0.005)
        assert not making.done()
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    provider.hung.clear()
    provider.hang_at = ("", 0)


def each_was_handed_in_once(provider):
    assert len(provider.handed) == len(set(provider.handed))
    assert set(provider.answered.values()) == {1}


@pytest.mark.parametrize(("point", "after"), list(zip(POINTS, [0, 2] * 4, strict=True)))
async def test_it_goes_on_from_wherever_it_was_stopped(run, provider, tmp_path, timeless, point, after):
    await run(out="whole", batch=False)
    await stopped_at(point, after, run, provider)
    outcome = await run()
    each_was_handed_in_once(provider)
    assert outcome.counts["calls"] == len(provider.handed)
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")


async def test_a_stop_names_the_batches_that_go_on_and_a_plain_run_does_not_pay_for_them_again(run, provider):
    await stopped_at("before GET batches/id", 0, run, provider)
    assert run.said[-1] == "under way at the provider: batch_0; the same command takes their replies"
    asked = len(provider.asked)
    with pytest.raises(RunFolderError, match=r"still to be taken in \(batch_0\): go on with --batch"):
        await run(batch=False)
    assert len(provider.asked) == asked
    await run()
    assert (await run(batch=False)).manifest["state"] == "complete"


async def test_a_run_that_was_begun_directly_goes_on_by_batch_and_each_call_keeps_its_price(
    run, provider, tmp_path
):
    whole = await run(out="whole", batch=False)
    first = await run(out="run", batch=False, limit=3)
    outcome = await run(out="run")
    expected = (whole.counts["cost"] + first.counts["cost"]) / 2
    assert outcome.counts["cost"] == pytest.approx(expected)
    assert outcome.counts["calls"] == whole.counts["calls"]


async def test_replies_that_no_conversation_could_use_are_asked_for_anew_by_a_retry(run, provider, tmp_path):
    provider.say = lambda body, text, valve, lot: ("", "stop")
    outcome = await run(number=2)
    assert outcome.counts["failed"] == 2
    assert "empty" in UNUSABLE
    before = len(provider.handed)
    provider.say = lambda body, text, valve, lot: ("cut", "length")
    await run(number=2, retry_failed=True)
    assert len(provider.handed) == 2 * before


def test_killed_again_and_again_it_ends_as_a_run_that_never_was(provider, run, tmp_path, timeless):
    lot = random.Random(4)
    asyncio.run(run(number=6, out="whole", batch=False))
    command = [sys.executable, str(Path(__file__).with_name("life.py")), str(tmp_path), provider.url, "6"]
    environment = {**os.environ, "SSL_CERT_DIR": str(tmp_path)}
    kills = 0
    while True:
        process = subprocess.Popen(command, env=environment)
        enough = len(provider.asked) + lot.randint(4, 24) if kills < 3 else sys.maxsize
        while len(provider.asked) < enough and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        if process.wait() == 0:
            break
        kills += 1
    assert kills >= 2
    each_was_handed_in_once(provider)
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")


def test_a_signal_names_the_batches_and_status_does_too(provider, valves, start, tmp_path):
    provider.stalled = True
    served = ("--model", "gpt-4o", "--base-url", provider.url)
    process = start("generate", valves(3), "--batch", *served, "--out", "run")
    while "GET batches/id" not in provider.asked:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send(signal.SIGINT)
    assert process.wait() == 130, process.said
    assert process.said.splitlines()[-2:] == [
        "under way at the provider: batch_0; the same command takes their replies",
        "colloquist: stopped; the same command goes on from here",
    ]
    status = start("status", "run")
    assert status.wait() == 0
    assert "batches        under way: batch_0" in status.told


async def test_a_file_of_batches_that_is_none_is_refused_and_stays(run, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "batches.sqlite").write_text("not a database, " * 100)
    with pytest.raises(RunFolderError, match="the batches of this run cannot be kept"):
        await run()
    assert (tmp_path / "run" / "batches.sqlite").read_text().startswith("not a database")


async def test_a_shelf_that_is_lost_on_the_way_stops_the_run_and_fails_nothing(
    run, provider, monkeypatch, tmp_path
):
    monkeypatch.setattr("colloquist.run.batches.shelf.Shelf.find", lambda shelf, name: lost_file(shelf))
    with pytest.raises(RunStopped, match="the batches of this run cannot be kept"):
        await run()
    assert provider.asked == []
    assert (tmp_path / "run" / "failures.jsonl").read_text() == ""


def lost_file(shelf):
    with shelf._minding():
        raise sqlite3.OperationalError("disk I/O error")
