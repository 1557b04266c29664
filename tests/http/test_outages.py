"""A server's bad moments: waited for and asked again, and never mistaken for something it said."""

import asyncio

import pytest

from colloquist.models.outage import LONGEST_WAIT
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings

OUTAGES = {
    "429": {"status": 429, "headers": {"retry-after": "0"}},
    "408": {"status": 408},
    "500": {"status": 500},
    "503 in HTML": {"status": 503, "body": "<html>upstream</html>"},
    "dropped": {"hang": "drop"},
    "dropped inside": {"hang": "drop inside"},
    "silent": {"hang": "silence"},
    "dribbling": {"hang": "dribble"},
    "HTML with status 200": {"body": "<html><title>Sign in</title></html>"},
    "half JSON": {"body": '{"id": "x", "choices": [', "headers": {"type": "application/json"}},
    "error with status 200": {"body": {"error": {"code": 502, "message": "provider returned an error"}}},
    "another service": {"body": {"detail": "welcome"}},
    "null choices": {"body": {"id": "x", "choices": None}},
}
KINDS = {"429": "rate_limited"}


@pytest.fixture(params=OUTAGES)
def outage(request, stub):
    return request.param, stub.Fault(**OUTAGES[request.param])


async def test_a_passing_outage_is_waited_for(server, stub, played, waits, outage):
    server.rule = stub.on("assistant", outage[1], outage[1])
    record = await played(timeout=0.3)
    assert record.status == "done"
    assert len(waits) == 2
    assert len(server.of("assistant")) == 3
    assert {call["outcome"] for call in record.calls} == {"ok"}


async def test_a_lasting_outage_fails_the_conversation_by_its_kind(server, stub, played, outage):
    name, fault = outage
    server.rule = stub.always("assistant", fault)
    record = await played(timeout=0.3, retries=1)
    assert record.status == "failed"
    assert record.failure["node"] == "assistant_turn"
    assert record.failure["kind"] == KINDS.get(name, "unreachable")
    assert "2 tries" in record.failure["message"]
    assert "\n" not in record.failure["message"]
    assert record.reasons == (f"assistant_turn: {record.failure['kind']}: {record.failure['message']}",)
    assert len(server.of("assistant")) == 2
    assert [turn.text for turn in record.turns if turn.made_by == "model"] == []


async def test_what_was_judged_before_an_outage_is_kept_but_not_accepted(server, stub, played):
    server.rule = stub.always("user", stub.Fault(status=500), after=2)
    record = await played(max_turns=10, retries=1)
    assert record.status == "failed"
    [path] = record.paths
    assert (path.stop.reason, path.accepted) == ("failed", False)
    assert len(record.path_turns(path)) == 6
    assert all(turn.labels for turn in record.turns if turn.role == "assistant")


async def test_an_exchange_that_was_not_judged_is_cut_off(server, stub, played):
    server.rule = stub.always("refiner", stub.Fault(status=503), after=1)
    record = await played(max_turns=10, retries=0)
    assert len(record.path_turns(record.paths[0])) == 4
    assert [turn.role for turn in record.dropped_turns] == ["user", "assistant"]
    assert not record.accepted


async def test_pauses_double_and_never_undercut_what_the_server_asks_for(server, stub, played, waits):
    asks = stub.Fault(status=429, headers={"retry-after": "7"})
    server.rule = stub.on("seed", stub.Fault(status=500), stub.Fault(status=500), asks, stub.Fault(hang="drop"))
    await played()
    lows = (0.5, 1.0, 7.0, 4.0)
    assert all(low <= pause <= low * 1.25 for low, pause in zip(lows, waits, strict=True))


async def test_no_server_can_make_us_wait_for_ever(server, stub, played, waits):
    asked = ["999999", "inf", "nan", "-5", "Wed, 21 Oct 2099 07:28:00 GMT"]
    server.rule = stub.on("seed", *(stub.Fault(status=429, headers={"retry-after": a}) for a in asked))
    assert (await played()).status == "done"
    assert len(waits) == 5
    assert all(0 < pause <= LONGEST_WAIT for pause in waits)


async def test_no_more_connections_are_opened_than_there_are_conversations(server, snippet, graph):
    settings = Settings(model="stub", base_url=server.url, max_turns=6)
    await asyncio.gather(*(graph.ainvoke(open_dialogue(snippet), context=settings) for _ in range(4)))
    assert len({request.peer for request in server.requests}) <= 4
