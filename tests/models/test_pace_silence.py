"""A server that stops answering pauses a run, and one bad request or a server that was never there does not."""

import asyncio
from itertools import pairwise

import pytest

from colloquist.models.pace import RunPace


class Gone(ConnectionError):
    """Nobody is there."""


GONE = {"cannot connect": ConnectionRefusedError, "dropped": Gone, "too late": TimeoutError}


@pytest.fixture
def said():
    """What the pace says."""
    return []


@pytest.fixture
def world(pacing, said):
    """Runs a job behind a rule and returns the server, the answers and when it was over."""

    def run(rule, conversations=32, calls=40, retries=5):
        server = pacing.Server(rule=rule)

        async def call(pace):
            return await pacing.call(pace, server, retries)

        async def conversation(pace):
            return all([await call(pace) for _ in range(calls)])

        async def whole():
            pace = RunPace(conversations, say=said.append)
            ended = await asyncio.gather(*(conversation(pace) for _ in range(conversations)))
            return server, ended, pacing.now()

        return pacing.at_once(whole())

    return run


def between(pacing, start, end, fault):
    return lambda number: fault() if start <= pacing.now() < end else None


@pytest.mark.parametrize("kind", [*GONE, "500", "429"])
@pytest.mark.parametrize("retries", [1, 5])
def test_an_outage_is_sat_out_with_single_probes_and_nobody_fails(pacing, world, said, kind, retries):
    fault = GONE.get(kind) or (lambda: pacing.Bad(int(kind)))
    server, ended, over = world(between(pacing, 1.0, 601.0, fault), retries=retries)
    assert all(ended)
    assert len(server.answered) == 32 * 40
    assert 601 < over < 601 + 120
    probes = [at for at in server.sent if 10 < at < 601]
    assert 8 <= len(probes) <= 20
    assert all(later - at > 1 for at, later in pairwise(probes))
    assert said[-1] is None
    assert all(said[:-1])
    assert "has not answered since" in said[0]
    assert "next try at" in said[0]


def test_a_short_hiccup_is_not_worth_a_word(pacing, world, said):
    _, ended, over = world(between(pacing, 1.0, 1.2, Gone))
    assert all(ended)
    assert over < 4
    assert said == []


def test_an_outage_of_hours_costs_one_conversation_nothing_where_nobody_could_be_reached(pacing, world):
    server, ended, over = world(between(pacing, 1.0, 40_000.0, ConnectionRefusedError), 1)
    assert ended == [True]
    assert over > 40_000
    assert len(server.sent) < 1000


def test_after_a_day_of_silence_it_is_in_vain(pacing, world):
    _, ended, over = world(between(pacing, 1.0, 10e6, ConnectionRefusedError), 2, calls=40, retries=2)
    assert ended == [False, False]
    assert 86_400 < over < 90_000


def test_a_server_that_never_answered_is_not_waited_for(pacing, said):
    server = pacing.Server(rule=lambda number: Gone())

    async def run():
        pace = RunPace(8, say=said.append)
        answers = await asyncio.gather(*(pacing.call(pace, server, 5) for _ in range(8)))
        return answers, pace.mute, pacing.now()

    answers, mute, over = pacing.at_once(run())
    assert not any(answers)
    assert mute
    assert over < 60
    assert len(server.sent) == 8 * 6
    assert said == []


@pytest.mark.parametrize("status", [500, 429])
def test_a_request_that_always_fails_while_others_are_answered_fails_alone(pacing, said, status):
    good, bad = pacing.Server(), pacing.Server(rule=lambda number: pacing.Bad(status))

    async def run():
        pace = RunPace(16, say=said.append)
        poison = asyncio.create_task(pacing.call(pace, bad, 5))
        others = asyncio.create_task(pacing.job(pace, good, 15, 8000))
        answered = await poison
        over = pacing.now()
        assert not pace.mute
        assert all(await others)
        return answered, over

    answered, over = pacing.at_once(run())
    assert not answered
    assert len(bad.sent) <= (8 if status == 500 else 27)
    assert over < (60 if status == 500 else 600)
    assert said == []


def test_the_last_requests_of_a_run_cannot_hang_it_when_all_of_them_are_bad(pacing):
    good, bad = pacing.Server(), pacing.Server(rule=lambda number: pacing.Bad(500))

    async def run():
        pace = RunPace(16)
        assert all(await pacing.job(pace, good, 16, 3))
        answers = await asyncio.gather(*(pacing.call(pace, bad, 5) for _ in range(3)))
        return answers, pacing.now()

    answers, over = pacing.at_once(run())
    assert answers == [False] * 3
    assert over < 6 * 3600


def test_bad_requests_at_the_head_of_the_line_do_not_hide_that_the_server_is_back(pacing):
    state = {"down": False}
    good = pacing.Server(rule=lambda number: Gone() if state["down"] else None)
    bad = pacing.Server(rule=lambda number: pacing.Bad(500))

    async def run():
        pace = RunPace(8)
        others = asyncio.create_task(pacing.job(pace, good, 4, 400))
        await asyncio.sleep(1)
        state["down"] = True
        poison = [asyncio.create_task(pacing.call(pace, bad, 5)) for _ in range(3)]
        await asyncio.sleep(300)
        state["down"] = False
        assert all(await others)
        assert not any(await asyncio.gather(*poison))
        return pacing.now()

    assert pacing.at_once(run()) < 1500


def test_a_provider_that_refuses_everybody_for_a_while_is_asked_one_at_a_time(pacing, world, said):
    server, ended, over = world(between(pacing, 1.0, 1801.0, lambda: pacing.Bad(429, 120)))
    assert all(ended)
    assert over < 1801 + 300
    assert len([at for at in server.sent if 10 < at < 1801]) < 20
    assert "HTTP 429" in said[0]
    assert said[-1] is None


def test_who_is_called_off_leaves_his_place_to_the_next(pacing):
    server = pacing.Server(latency=lambda: 1.0)

    async def run():
        pace = RunPace(2)
        calls = [asyncio.create_task(pacing.call(pace, server)) for _ in range(20)]
        await asyncio.sleep(0.5)
        for call in calls[1:12]:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return pacing.now()

    assert pacing.at_once(run()) <= 5.1
    assert server.most == 2


def test_a_probe_that_is_called_off_does_not_close_the_lane_for_ever(pacing):
    state = {"down": False}
    server = pacing.Server(rule=lambda number: Gone() if state["down"] else None)

    async def run():
        pace = RunPace(4)
        assert await pacing.call(pace, server)
        state["down"] = True
        calls = [asyncio.create_task(pacing.call(pace, server)) for _ in range(4)]
        await asyncio.sleep(10)
        server.rule = lambda number: None
        server.latency = lambda: 1e9  # the probe hangs
        await asyncio.sleep(100)
        probing = [call for call in calls if not call.done()]
        server.latency = lambda: 0.05
        assert len(probing) == 4
        for call in probing:
            call.cancel()
        await asyncio.wait(probing)
        return await asyncio.wait_for(pacing.call(pace, server), 1000)

    assert pacing.at_once(run())
