"""Commits of the journal wait for each other where the process is busy, and for nobody where it is not."""

import asyncio
from contextlib import contextmanager

import pytest

from colloquist.run import busy as busy_module
from colloquist.run.busy import SPAN, Busy
from colloquist.run.journal import SqliteJournal
from colloquist.state.journal import Paid

PAID = Paid("m", 1, 0, 10, 0, 5)


@pytest.fixture
def clocks(monkeypatch):
    """A wall clock and a CPU clock that are set by hand."""
    now = {"wall": 100.0, "cpu": 7.0}
    monkeypatch.setattr(busy_module.time, "monotonic", lambda: now["wall"])
    monkeypatch.setattr(busy_module.time, "process_time", lambda: now["cpu"])
    return now


def test_a_process_is_as_busy_as_its_cpu_clock_says(clocks):
    busy = Busy()
    assert busy.share() == 0.0
    clocks["wall"] += 1.001 * SPAN
    clocks["cpu"] += 0.6 * SPAN
    assert busy.share() == pytest.approx(0.6, rel=0.01)
    clocks["wall"] += 0.5 * SPAN
    assert busy.share() == pytest.approx(0.6, rel=0.01), "too soon to tell anew"
    clocks["wall"] += 9.5 * SPAN
    assert busy.share() == 0.0
    clocks["wall"] += 1.001 * SPAN
    clocks["cpu"] += 3 * SPAN
    assert busy.share() == 1.0, "two threads count as no more than all there is"


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["idle", "busy"])
def test_every_reply_is_committed_when_its_write_returns(tmp_path, monkeypatch, share):
    monkeypatch.setattr(Busy, "share", lambda self: share)
    commits = []

    @contextmanager
    def counted():
        commits.append(1)
        yield

    async def keep(journal, n):
        await journal.write(b"%d" % n, "c", n, b"reply %d" % n, PAID)
        with SqliteJournal(tmp_path / "journal.sqlite") as other:
            assert other.read(b"%d" % n) == b"reply %d" % n

    async def keep_all(journal):
        await asyncio.gather(*(keep(journal, n) for n in range(30)))

    with SqliteJournal(tmp_path / "journal.sqlite", counted) as journal:
        asyncio.run(keep_all(journal))
        assert [(one.calls, one.input_tokens) for one in journal.paid()] == [(30, 300)]
    assert 1 <= len(commits) <= 30


def test_a_busy_process_commits_many_replies_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(Busy, "share", lambda self: 1.0)
    commits = []

    @contextmanager
    def counted():
        commits.append(1)
        yield

    async def keep(journal, n):
        await asyncio.sleep(n / 10_000)  # each a little later than the one before it
        await journal.write(b"%d" % n, "c", n, b"reply", PAID)

    async def keep_all(journal):
        await asyncio.gather(*(keep(journal, n) for n in range(40)))

    with SqliteJournal(tmp_path / "journal.sqlite", counted) as journal:
        asyncio.run(keep_all(journal))
    assert len(commits) < 20
