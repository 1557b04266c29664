"""Processes that share a ceiling part what a server lets through, and find it as one of them would alone."""

import asyncio
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.models.ceiling import Ceiling
from colloquist.models.pace import RAMP, RunPace
from colloquist.models.shared_ceiling import SIZE, SharedCeiling


def spans(pacing, server, workers, conversations=256, calls=7):
    """Share a job among so many paces and return the seconds until each has done its part."""
    numbers, ends = [0.0] * SIZE, []

    def ceiling(model):
        return SharedCeiling(RAMP * conversations, numbers, nullcontext())

    async def part():
        pace = RunPace(conversations // workers, ceiling=ceiling)
        assert all(await pacing.job(pace, server, conversations // workers, calls))
        ends.append(pacing.now())

    async def run():
        await asyncio.gather(*(part() for _ in range(workers)))

    pacing.at_once(run())
    return ends


@pytest.mark.parametrize("workers", [2, 4, 8])
@pytest.mark.parametrize("late", [0.0, 0.05], ids=["refused at once", "refused after a round trip"])
def test_behind_a_bucket_workers_take_the_possible_time_together(pacing, workers, late):
    server = pacing.Server(rule=pacing.Tokens(100, 32), refusal=late)
    assert max(spans(pacing, server, workers)) < 1.05 * (256 * 7 - 32) / 100
    assert len(server.refused) < 150 + 16 * workers  # each begins with 16


def test_no_worker_gets_all_while_another_gets_nothing(pacing):
    server = pacing.Server(rule=pacing.Tokens(100, 32))
    first, last = spans(pacing, server, 2, calls=70)
    assert first > 0.8 * last


@pytest.mark.parametrize("every", [5, 10, 50])
def test_refusals_by_chance_starve_none_of_them(pacing, every):
    calls = 300
    server = pacing.Server(rule=lambda number: pacing.Bad(429, 0.1) if number % every == 0 else None)
    waiting = 0.1125 * calls / (every - 1)
    assert max(spans(pacing, server, 2, 128, calls)) < 1.2 * (calls * 0.05 + waiting) + 5


@given(
    ramp=st.sampled_from([0, 40]),
    events=st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.floats(0.0, 0.5)), max_size=400),
)
def test_however_calls_fall_to_them_they_do_what_one_ceiling_does(ramp, events):
    numbers, alone = [0.0] * SIZE, Ceiling(ramp)
    three = [SharedCeiling(ramp, numbers, nullcontext()) for _ in range(3)]
    now, under_way, closed = 0.0, [], 0.0
    for which, refused, passes in events:
        now += passes
        sent = alone.sent(now), three[which].sent(now)
        assert sent[0] == sent[1]
        under_way.append(sent)
        if refused:
            one, other = under_way.pop(0)
            closes = alone.refused(one, now + 0.1)
            assert closes == three[which - 1].refused(other, now + 0.1)
            closed = now + 0.1 if closes else closed
        assert three[which].free_at() == max(alone.free_at(), closed)


def test_a_refusal_that_closes_the_lane_of_one_closes_that_of_the_others():
    numbers = [0.0] * SIZE
    one, other = (SharedCeiling(0, numbers, nullcontext()) for _ in range(2))
    assert one.refused(one.sent(1.0), opens=5.0)
    assert other.free_at() == 5.0
