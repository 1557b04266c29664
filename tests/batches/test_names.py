"""A request is known by its words and its place in the journal: the same words asked twice are two requests."""

import asyncio

import pytest

from colloquist.models.prices import cost_of
from colloquist.run.batches.shelf import Request, Shelf
from colloquist.run.journal import SqliteJournal
from colloquist.run.journal_file import JOURNAL
from colloquist.run.limits import RunLimits
from colloquist.run.spending import spent_before
from colloquist.state.journal import REQUEST, Paid
from colloquist.state.settings import Settings

PAID = Paid("gpt-4o", 1, 0, 10, 0, 10)


async def asked(own, reply, names, turn):
    """Ask for the same words as everybody, and be answered when it is one's turn."""
    assert own.recall(b"words") is None
    names.append(REQUEST.get())
    await turn.wait()
    await own.keep(b"words", reply, PAID)


async def test_each_reply_is_kept_under_the_name_it_was_asked_for_whichever_comes_first(tmp_path):
    names, turns = [], [asyncio.Event() for _ in range(3)]
    with SqliteJournal(tmp_path / JOURNAL) as journal:
        own = journal.of("snippet")
        tasks = [asyncio.create_task(asked(own, b"%d" % n, names, turns[n])) for n in range(3)]
        await asyncio.sleep(0)
        for turn, task in reversed(list(zip(turns, tasks, strict=True))):
            turn.set()
            await task
        assert len(set(names)) == 3
        assert [journal.read(name) for name in names] == [b"0", b"1", b"2"]
        again = journal.of("snippet")
        assert [again.recall(b"words") for _ in range(4)] == [b"0", b"1", b"2", None]


async def test_the_shelf_keeps_a_reply_until_the_journal_has_it(tmp_path):
    first, second = (Request.of(own * 32, b"{}") for own in (b"a", b"b"))
    assert first.name != second.name
    with SqliteJournal(tmp_path / JOURNAL) as journal:
        with Shelf(tmp_path) as shelf:
            number = shelf.put([first, second])
            shelf.take(number, {first.name: b"one", second.name: b"two"})
        await journal.write(first.own, "snippet", 0, b"one", PAID)
        with Shelf(tmp_path) as shelf:
            assert shelf.find(first.name) is None
            assert shelf.find(second.name) == (number, b"two")


def test_what_was_not_answered_is_forgotten_and_may_be_handed_in_again(tmp_path):
    one = Request.of(b"a" * 32, b"{}")
    with SqliteJournal(tmp_path / JOURNAL), Shelf(tmp_path) as shelf:
        first = shelf.put([one])
        shelf.take(first, {})
        assert shelf.find(one.name) is None
        second = shelf.put([one])
        shelf.take(first, {one.name: b"late, and of another batch"})
        assert shelf.find(one.name) == (second, None)


def test_by_batch_a_call_costs_its_share_and_both_kinds_are_added_up():
    assert cost_of("gpt-4o", 1_000_000, 0, 0, table=None) == 2.5
    assert cost_of("gpt-4o", 1_000_000, 0, 0, table=None, batch=True) == 1.25
    paid = [Paid("gpt-4o", 1, 0, 1_000_000, 0, 0), Paid("gpt-4o", 1, 0, 1_000_000, 0, 0, True)]
    spent = spent_before(paid, RunLimits(cost=9.0), Settings())
    assert spent.cost == pytest.approx(3.75)
    assert spent.calls == 2
