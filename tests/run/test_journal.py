"""The journal commits what came together at once, waits for nobody, and loses nothing when its loop ends."""

import asyncio
import hashlib
import random
import sqlite3
from contextlib import closing

import pytest

from colloquist.run import journal as journal_module
from colloquist.run.journal import SqliteJournal
from colloquist.run.problem import RunStopped
from colloquist.state.journal import Paid

PAID = Paid("m", 1, 0, 10, 0, 5)


@pytest.fixture
def commits(tmp_path):
    """A function that says how many commits others have made to the journal since it was first asked."""
    seen = []

    def counted():
        seen.append(watching.execute("PRAGMA data_version").fetchone()[0])
        return seen[-1] - seen[0]

    with (
        SqliteJournal(tmp_path / "journal.sqlite"),
        closing(sqlite3.connect(tmp_path / "journal.sqlite")) as watching,
    ):
        yield counted


def test_every_reply_is_committed_when_its_write_returns(tmp_path):
    async def keep(journal, n):
        await journal.write(b"%d" % n, "c", n, b"reply %d" % n, PAID)
        with SqliteJournal(tmp_path / "journal.sqlite") as other:
            assert other.read(b"%d" % n) == b"reply %d" % n

    async def keep_all(journal):
        await asyncio.gather(*(keep(journal, n) for n in range(30)))

    with SqliteJournal(tmp_path / "journal.sqlite") as journal:
        asyncio.run(keep_all(journal))
        assert [(one.calls, one.input_tokens) for one in journal.paid()] == [(30, 300)]


def test_replies_that_come_together_are_committed_together(tmp_path, commits):
    async def keep_all(journal):
        await asyncio.gather(*(journal.write(b"%d" % n, "c", n, b"reply", PAID) for n in range(40)))

    with SqliteJournal(tmp_path / "journal.sqlite") as journal:
        commits()
        asyncio.run(keep_all(journal))
        assert commits() == 1


def test_more_replies_than_one_statement_takes_are_all_kept(tmp_path):
    many = 2 * journal_module.LARGEST + 1

    async def keep_all(journal):
        await asyncio.gather(*(journal.write(b"%d" % n, "c", n, b"reply", PAID) for n in range(many)))

    with SqliteJournal(tmp_path / "journal.sqlite") as journal:
        asyncio.run(keep_all(journal))
        assert journal.paid()[0].calls == many
        assert all(journal.read(b"%d" % n) == b"reply" for n in range(many))


async def test_a_commit_waits_for_another_process_without_keeping_the_loop(tmp_path):
    path, ticks = tmp_path / "journal.sqlite", []

    async def tick():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.001)

    with SqliteJournal(path) as journal, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ticking = asyncio.create_task(tick())
        writing = asyncio.create_task(journal.write(b"1", "c", 1, b"reply", PAID))
        await asyncio.sleep(0.1)
        assert not writing.done()
        assert len(ticks) > 10
        other.execute("ROLLBACK")
        await asyncio.wait_for(writing, 5)
        assert journal.read(b"1") == b"reply"
        ticking.cancel()


async def test_a_commit_that_another_process_never_lets_through_stops_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(journal_module, "PATIENCE", 0.05)
    path = tmp_path / "journal.sqlite"
    with SqliteJournal(path) as journal, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RunStopped, match=r"a reply cannot be kept \(database is locked\)"):
            await journal.write(b"1", "c", 1, b"reply", PAID)
        other.execute("ROLLBACK")
        await journal.write(b"2", "c", 2, b"reply", PAID)
        assert journal.read(b"2") == b"reply"


def test_an_interrupt_during_a_commit_counts_no_reply_twice(tmp_path, monkeypatch):
    path = tmp_path / "journal.sqlite"

    def interrupted(committed, fault):
        raise KeyboardInterrupt

    with SqliteJournal(path) as journal:
        monkeypatch.setattr(journal_module, "_settle", interrupted)
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(journal.write(b"1", "c", 1, b"reply", PAID))
        monkeypatch.undo()
        asyncio.run(journal.write(b"2", "c", 2, b"reply", PAID))
    with SqliteJournal(path) as journal:
        assert [journal.read(key) for key in (b"1", b"2")] == [b"reply"] * 2
        assert journal.paid()[0].calls == 2


async def test_the_log_is_folded_into_the_file_beside_the_loop_and_begun_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(journal_module, "FOLD", 200_000)
    path, many = tmp_path / "journal.sqlite", 2000
    with SqliteJournal(path) as journal:
        for n in range(0, many, 50):
            await asyncio.gather(*(journal.write(b"%d" % k, "c", k, bytes(2000), PAID) for k in range(n, n + 50)))
        log = path.with_name("journal.sqlite-wal").stat().st_size
        assert log < many * 2000, "it would hold all that was written"
        assert path.stat().st_size > log
        assert journal.paid()[0].calls == many


def test_what_waits_for_its_commit_when_its_loop_ends_is_kept_all_the_same(tmp_path):
    path = tmp_path / "journal.sqlite"

    async def leave(journal, n):
        writing = asyncio.create_task(journal.write(b"%d" % n, "c", n, b"reply", PAID))
        await asyncio.sleep(0.01)
        return writing.done()

    with SqliteJournal(path) as journal:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert not asyncio.run(leave(journal, 1))
            assert not asyncio.run(leave(journal, 2))
            other.execute("ROLLBACK")
        assert asyncio.run(leave(journal, 3)), "another loop commits, with what was left"
        assert [journal.read(b"%d" % n) for n in (1, 2)] == [b"reply"] * 2
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert not asyncio.run(leave(journal, 4))
            other.execute("ROLLBACK")
    with SqliteJournal(path) as journal:
        assert journal.read(b"4") == b"reply", "committed when the journal is closed"
        assert journal.paid()[0].calls == 4


def test_a_journal_is_not_much_larger_than_its_replies(tmp_path):
    replies = {hashlib.sha256(b"%d" % n).digest(): random.Random(n).randbytes(1500) for n in range(3000)}

    async def keep_all(journal):
        await asyncio.gather(*(journal.write(key, "c", 0, reply, PAID) for key, reply in replies.items()))

    with SqliteJournal(tmp_path / "journal.sqlite") as journal:
        asyncio.run(keep_all(journal))
    size = (tmp_path / "journal.sqlite").stat().st_size
    assert size < 1.6 * sum(map(len, replies.values()))
