"""Who has a request to send is worked on before who has none; who has none leaves the slot to the next."""

import asyncio

import pytest

from colloquist.run.budget import RunBudget, RunLimits
from colloquist.run.floor import MOST_CLOSING, PLACES, Floor, Place, closing_beside
from colloquist.run.window import Window


async def closes(floor, name, gone):
    async with Place(floor) as place:
        await place.closing()
        gone.append(name)


async def test_those_who_close_go_one_by_one_and_after_everybody_who_is_ready():
    floor, gone = Floor(8), []

    async def asks(name):
        async with Place(floor) as place:
            for n in range(3):
                gone.append(f"{name}{n}")
                await place.away(asyncio.sleep(0))

    await asyncio.gather(*(closes(floor, n, gone) for n in range(3)), asks("a"), asks("b"))
    first = gone.index(0)
    assert {"a0", "b0"} <= set(gone[:first])
    assert [name for name in gone if isinstance(name, int)] == [0, 1, 2], "first come, first gone"
    between = gone[first + 1 : gone.index(1)]
    assert between, "others have their turn between two who close"


async def test_one_that_is_cancelled_while_it_waits_to_close_holds_up_nobody():
    floor, gone = Floor(8), []
    closing = [asyncio.create_task(closes(floor, n, gone)) for n in range(3)]
    await asyncio.sleep(0)
    closing[0].cancel()
    closing[1].cancel()
    await asyncio.wait(closing, timeout=5)
    assert gone == [2]


async def test_a_slot_is_left_once_and_only_while_few_are_closing():
    floor, left = Floor(8), []

    async def closes(name):
        async with Place(floor, lambda: left.append(name)) as place:
            await place.closing()
            await place.closing()  # it was checked, mended, and is checked again

    await asyncio.gather(*(closes(n) for n in range(10)))
    assert left == [0, 1], "a quarter of eight slots"
    await closes(10)
    assert left == [0, 1, 10], "those before have ended"


@pytest.mark.parametrize(("slots", "beside"), [(1, 0), (3, 0), (4, 1), (100, 25), (10_000, MOST_CLOSING)])
def test_few_close_beside_those_under_way(slots, beside):
    assert closing_beside(slots) == beside


async def test_a_window_begins_the_next_one_when_a_slot_is_left_and_counts_it_once():
    window, under_way, closing, seen = Window(2, RunBudget(RunLimits()), 1.0), set(), set(), []

    async def grow(n):
        under_way.add(n)
        seen.append((len(under_way), len(closing)))
        await asyncio.sleep(0.01)
        under_way.discard(n)
        if n % 2:
            window.leave(asyncio.current_task())
            closing.add(n)
            await asyncio.sleep(0.03)
            closing.discard(n)
        return n

    endings = window.endings(range(20), lambda n: asyncio.create_task(grow(n)))
    assert [n async for n in endings] == list(range(20))
    assert max(many for many, _ in seen) == 2, "no more are under way than there are slots"
    assert max(many for _, many in seen) > 1, "others begin while some close"


async def test_tasks_of_one_conversation_share_its_place_and_leak_none():
    """A strategy that forks closes in one branch while another branch comes back with a reply."""
    floor = Floor(16)

    async def forks():
        async with Place(floor) as place:
            await asyncio.gather(place.closing(), place.away(asyncio.sleep(0.001)), place.away(asyncio.sleep(0)))

    async def computes():
        async with Place(floor):
            await asyncio.sleep(0.01)

    for _ in range(3):
        await asyncio.wait_for(asyncio.gather(*(work() for work in [forks, computes] * 2 * PLACES)), 5)
        assert not floor.places.locked()
    assert floor.places._value == PLACES
