"""What a server lets through is found out with few refusals, and refusals by chance slow nobody down."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.models.bucket import Bucket
from colloquist.models.pace import RunPace

CALLS = 256 * 7


def spans(pacing, server, conversations=256, calls=7, **limits):
    """Run a job and return the seconds it took by its own clock."""

    async def run():
        answered = await pacing.job(RunPace(conversations, **limits), server, conversations, calls)
        assert all(answered)
        return pacing.now()

    return pacing.at_once(run())


@pytest.mark.parametrize("late", [0.0, 0.05], ids=["refused at once", "refused after a round trip"])
@pytest.mark.parametrize("burst", [32, 100])
def test_behind_a_bucket_a_job_takes_the_possible_time_with_few_refusals(pacing, burst, late):
    server = pacing.Server(rule=pacing.Tokens(100, burst), refusal=late)
    assert spans(pacing, server) < 1.05 * (CALLS - burst) / 100
    # While the room grows, a refusal that takes a round trip finds the next doubling already sent.
    assert len(server.refused) < (100 if burst == 32 or not late else 200)


def test_the_longer_a_job_the_fewer_of_its_calls_are_refused(pacing):
    server = pacing.Server(rule=pacing.Tokens(100, 32))
    assert spans(pacing, server, calls=70) < 1.02 * (10 * CALLS - 32) / 100
    assert len(server.refused) < 0.01 * 10 * CALLS


def test_a_bucket_that_asks_for_longer_pauses_than_it_needs_is_given_them(pacing):
    server = pacing.Server(rule=pacing.Tokens(100, 100, asks=1.0))
    spans(pacing, server)
    assert len(server.refused) < 150
    assert not [at for at in server.sent if server.refused[0] < at < server.refused[0] + 0.99]


def test_a_slow_bucket_is_found_too(pacing):
    server = pacing.Server(rule=pacing.Tokens(5, 10))
    assert spans(pacing, server, 64) < 1.1 * (64 * 7 - 10) / 5
    assert len(server.refused) < 180


@pytest.mark.parametrize("every", [5, 10, 20, 50, 100])
def test_refusals_that_do_not_depend_on_load_starve_nobody(pacing, every):
    calls = 300
    server = pacing.Server(rule=lambda number: pacing.Bad(429, 0.1) if number % every == 0 else None)
    waiting = 0.1125 * calls / (every - 1)  # of every conversation, whoever paces it
    assert spans(pacing, server, 128, calls) < 1.2 * (calls * 0.05 + waiting) + 5


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2])
@pytest.mark.parametrize("seed", range(2))
def test_nor_do_refusals_at_random(pacing, share, seed):
    chance = random.Random(seed)
    server = pacing.Server(rule=lambda number: pacing.Bad(429, 0.1) if chance.random() < share else None)
    calls = 300
    # A call that is refused again and again waits longer every time.
    waiting = 0.1125 * calls * share / (1 - 1.5 * share)
    assert spans(pacing, server, 128, calls) < 1.3 * (calls * 0.05 + waiting) + 60 * share


def test_two_at_a_time_get_through_refusals_too(pacing):
    server = pacing.Server(rule=lambda number: pacing.Bad(429, 0.1) if number % 10 == 0 else None)
    assert spans(pacing, server, 2, 700) < 1.3 * 700 * (0.05 + 0.0125)


@pytest.mark.parametrize("uneven", [False, True], ids=["fixed", "lognormal"])
def test_a_server_that_keeps_up_is_never_held_back(pacing, uneven):
    server = pacing.Server(latency=pacing.uneven() if uneven else lambda: 0.5)
    span = spans(pacing, server, 256, 60)
    assert server.most == 256
    if not uneven:
        assert span < 1.05 * 60 * 0.5 + 2.5  # five round trips until all of the room is there
    late = [number for number, at in enumerate(server.answered) if at > 5.0]
    assert len(server.answered) - late[0] > 0.75 * 256 / 0.5 * (span - 5.0) * (0.5 if uneven else 1.0)


def test_a_server_that_becomes_several_times_slower_gets_less_to_do_and_more_again_later(pacing):
    server, busy = pacing.Server(), []

    async def watch():
        for _ in range(10):
            await pacing.asyncio.sleep(10)
            busy.append(server.busy)
        server.slots = 4
        for _ in range(60):
            await pacing.asyncio.sleep(10)
            busy.append(server.busy)

    async def run():
        watching = pacing.asyncio.create_task(watch())
        await pacing.job(RunPace(64), server, 64, 3000)
        watching.cancel()

    pacing.at_once(run())
    assert set(busy[:10]) == {64}
    assert min(busy[10:70]) < 40
    assert min(busy) >= 8


@settings(max_examples=60, deadline=None)
@given(limit=st.integers(1, 3000), gaps=st.lists(st.floats(0, 5), min_size=1, max_size=200))
def test_no_minute_ever_holds_more_requests_than_its_limit(limit, gaps):
    bucket, now, sent = Bucket.per_minute(limit), 0.0, []
    for gap in gaps:
        now = max(now + gap, bucket.free_at())
        bucket.take(1, now)
        sent.append(now)
    for first, at in enumerate(sent):
        assert sum(at <= other < at + 60 - 1e-6 for other in sent[first:]) <= limit


def test_requests_per_minute_are_kept_for_each_model_by_itself(pacing):
    server = pacing.Server()

    async def run():
        pace = RunPace(64, rpm=600)
        for model in ("one", "other"):
            calls = [pacing.call(pace, server, model=model) for _ in range(300)]
            pacing.asyncio.create_task(pacing.asyncio.wait_for(pacing.asyncio.gather(*calls), 1000))
        while len(server.answered) < 600:
            await pacing.asyncio.sleep(0.1)
        return pacing.now()

    assert 29 < pacing.at_once(run()) < 32
    assert max(sum(at <= other < at + 1 for other in server.sent) for at in server.sent) <= 2 * 14


def test_tokens_per_minute_are_kept_by_what_replies_really_cost(pacing):
    spent = []

    async def ask(pace):
        turn = pace.turn("m", 100)
        async with turn:
            spent.append((pacing.now(), 1000))
            await pacing.asyncio.sleep(1)
            turn.used(300, 700)

    async def run():
        pace = RunPace(8, tpm=60_000)
        await pacing.asyncio.gather(*(ask(pace) for _ in range(240)))

    pacing.at_once(run())
    for at, _ in spent:
        assert sum(tokens for other, tokens in spent if at <= other < at + 60) <= 60_000 + 16 * 1000
    assert 220 < spent[-1][0] < 260
