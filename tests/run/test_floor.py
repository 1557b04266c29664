"""Who has a request to send is worked on before who has none; who has none leaves the slot to the next."""

import asyncio
import time
from collections import Counter

import pytest

from colloquist.run.budget import RunBudget, RunLimits
from colloquist.run.floor import MOST_CLOSING, TURNS, Floor, Place, closing_beside
from colloquist.run.window import Window


async def closes(floor, name, gone):
    async with Place(floor) as place:
        await place.closing()
        gone.append(name)


async def test_a_few_go_on_in_a_round_of_the_loop_and_in_the_order_in_which_they_came():
    floor, rounds, gone = Floor(8), 0, []

    async def goes_on(n):
        async with Place(floor) as place:
            await place.away(asyncio.sleep(0.01))  # all replies come at once
            gone.append((rounds, n))

    going_on = [asyncio.create_task(goes_on(n)) for n in range(10)]
    while not all(task.done() for task in going_on):
        await asyncio.sleep(0)
        rounds += 1
    assert [n for _, n in gone] == list(range(10))
    assert max(Counter(at for at, _ in gone).values()) <= 2 * TURNS, "some go at once, others are called up"
    assert len({at for at, _ in gone}) >= 10 / (2 * TURNS)


async def test_those_who_close_go_one_by_one_and_only_when_nobody_is_waiting_who_has_to_ask():
    floor, gone = Floor(8), []

    async def asks(name):
        async with Place(floor) as place:
            for n in range(3):
                gone.append(f"{name}{n}")
                await place.away(asyncio.sleep(0))

    await asyncio.gather(*(closes(floor, n, gone) for n in range(3)), *map(asks, "abcdef"))
    assert gone[-3:] == [0, 1, 2], "first come, first gone"


async def test_what_waits_in_a_node_keeps_nobody_from_going_on():
    """A node of a strategy may wait for a service of its own that the run knows nothing of."""
    floor = Floor(64)

    async def waits():
        async with Place(floor):
            await asyncio.sleep(0.05)

    began = time.monotonic()
    await asyncio.gather(*(waits() for _ in range(64)))
    assert time.monotonic() - began < 0.5, "one after the other they would take 3.2 s"


async def test_one_that_is_cancelled_while_it_waits_to_close_holds_up_nobody():
    floor, gone = Floor(8), []
    closing = [asyncio.create_task(closes(floor, n, gone)) for n in range(3)]
    await asyncio.sleep(0)
    closing[0].cancel()
    closing[1].cancel()
    await asyncio.wait(closing, timeout=5)
    assert gone == [2]


async def test_one_that_is_cancelled_while_it_waits_for_its_turn_holds_up_nobody():
    floor, gone = Floor(8), []

    async def goes_on(n):
        async with Place(floor):
            gone.append(n)

    going_on = [asyncio.create_task(goes_on(n)) for n in range(3 * TURNS)]
    await asyncio.sleep(0)
    for task in going_on[TURNS:-1]:
        task.cancel()
    await asyncio.wait(going_on, timeout=5)
    assert gone == [*range(TURNS), 3 * TURNS - 1]


async def test_a_slot_is_left_once_and_only_while_few_are_closing():
    floor, left = Floor(2), []

    async def closes(name):
        async with Place(floor, lambda: left.append(name)) as place:
            await place.closing()
            await place.closing()  # it was checked, mended, and is checked again

    await asyncio.gather(*(closes(n) for n in range(10)))
    assert left == [0, 1], "as many as there are slots"
    await closes(10)
    assert left == [0, 1, 10], "those before have ended"


@pytest.mark.parametrize(("slots", "beside"), [(1, 0), (2, 2), (100, 100), (10_000, MOST_CLOSING)])
def test_a_bounded_number_closes_beside_those_under_way(slots, beside):
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


async def test_a_strategy_that_forks_has_a_turn_in_each_branch():
    """It closes in one branch while another branch comes back with a reply."""
    floor = Floor(16)

    async def forks():
        async with Place(floor) as place:
            await asyncio.gather(place.closing(), place.away(asyncio.sleep(0.001)), place.away(asyncio.sleep(0)))
            return True

    for _ in range(3):
        assert all(await asyncio.wait_for(asyncio.gather(*(forks() for _ in range(32))), 5))
