"""A run by batch makes the data of any other run, for half the money, whatever happens to single requests."""

import json
from collections import Counter

import pytest

from colloquist.run.folder import read_records
from colloquist.run.generate import RunStopped
from colloquist.run.limits import RunLimits
from colloquist.state.batches import Batching

FAULTS = ["missing", "expired", "torn", "500", "429", "junk"]


async def test_the_data_are_those_of_an_ordinary_run_and_cost_half(run, provider, tmp_path, timeless):
    whole = await run(out="whole", batch=False)
    directly = provider.asked_directly
    halved = await run()
    assert provider.asked_directly == directly > 0
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")
    assert len(provider.handed) == len(set(provider.handed)) == directly == halved.counts["calls"]
    assert set(provider.answered.values()) == {1}
    assert halved.counts["cost"] == pytest.approx(whole.counts["cost"] / 2)
    assert halved.counts["cost"] > 0
    assert (whole.manifest["batch"], halved.manifest["batch"]) == (False, True)


async def test_conversations_that_wait_are_handed_in_together_and_said_to_be_under_way(run, provider):
    slowly = Batching(quiet=1.0, first=0.01)
    await run(number=8, batch=slowly, limits=RunLimits(calls=8))
    assert [len(batch["rows"]) for batch in provider.batches.values()] == [8]
    assert any("batch 1: batch_0 in_progress 0/8 at" in said for said in run.said if said)


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_a_batch_leaves_unanswered_is_asked_again_in_a_later_one(
    run, provider, tmp_path, timeless, fault
):
    await run(out="whole", batch=False)
    met = Counter()

    def every_third(body, life):
        met[life] += 1
        return fault if not life and met[0] % 3 == 0 else ""

    provider.fault = every_third
    outcome = await run()
    assert met[1] > 0
    assert outcome.counts["failed"] == len(failures(tmp_path / "whole"))
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")
    assert outcome.counts["calls"] == len(set(provider.handed)) == len(provider.handed) - met[1]


async def test_what_is_wrong_with_one_request_fails_its_conversation_alone(run, provider, tmp_path):
    provider.fault = lambda body, life: "422" if "valve 2 " in json.dumps(body).lower() else ""
    outcome = await run(number=4)
    assert outcome.counts["failed"] == 1
    (failed,) = failures(tmp_path / "run")
    assert "HTTP 422: Error code: 422 - no" in failed["reason"]


async def test_a_server_that_refuses_a_way_of_asking_is_asked_in_the_next_one(run, provider):
    refusal = "400 response_format json_schema is not supported"
    provider.fault = lambda body, life: refusal if "json_schema" in json.dumps(body.get("response_format")) else ""
    await run(number=2)
    rows = [row["body"] for batch in provider.batches.values() for row in batch["rows"]]
    assert [row["response_format"]["type"] for row in rows[:3]] == ["json_schema", "json_schema", "json_object"]
    assert not any("stream" in row for row in rows)


def failures(out):
    return [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]


async def test_a_wrong_key_is_one_clear_line_and_nothing_was_paid(run, provider, tmp_path):
    provider.wrong_key = True
    with pytest.raises(RunStopped) as stopped:
        await run()
    assert "HTTP 401: Incorrect API key provided" in str(stopped.value)
    assert "\n" not in str(stopped.value)
    assert provider.asked == ["POST files"]
    provider.wrong_key = False
    outcome = await run()
    assert outcome.counts["done"] > 0
    assert len(provider.handed) == len(set(provider.handed))


async def test_a_server_without_a_batch_api_is_named(run, provider):
    with pytest.raises(RunStopped, match="is there a Batch API"):
        await run(base_url=provider.url.removesuffix("/v1") + "/v2")


async def test_a_provider_that_is_away_for_a_while_is_waited_for(run, provider):
    provider.away = 4
    outcome = await run(number=2)
    assert outcome.counts["snippets"] == 2 == outcome.counts["done"] + outcome.counts["failed"]
    assert any("the provider does not answer (HTTP 503: away)" in said for said in run.said if said)


async def test_a_batch_without_room_is_parted_or_waits_and_nothing_is_handed_in_twice(
    run, provider, tmp_path, timeless, monkeypatch
):
    monkeypatch.setattr("colloquist.run.batches.refusals.LEAST", 2)
    await run(out="whole", batch=False)
    provider.room = 3
    await run()
    assert provider.refused > 0
    assert len(provider.handed) == len(set(provider.handed))
    assert timeless(tmp_path / "run") == timeless(tmp_path / "whole")


async def test_batches_that_are_refused_one_after_the_other_stop_the_run(run, provider):
    provider.refuses = "model_not_found"
    with pytest.raises(RunStopped, match=r"refused 3 batches in a row.*batch_2.*\(model_not_found\)"):
        await run()
    assert provider.refused == 3
    provider.refuses = ""
    assert (await run()).counts["done"] > 0


async def test_a_limit_of_calls_holds_for_what_is_handed_in(run, provider):
    outcome = await run(limits=RunLimits(calls=9))
    assert "9 of 9 calls" in outcome.stopped
    assert len(provider.handed) == 9
    outcome = await run()
    assert outcome.counts["calls"] == len(provider.handed) == len(set(provider.handed))


async def test_a_limit_of_time_leaves_the_batches_to_the_next_call(run, provider, tmp_path, monkeypatch):
    monkeypatch.setattr("colloquist.run.window.LAST_REPLIES", 0.0)
    provider.stalled = True
    outcome = await run(limits=RunLimits(seconds=3.0))
    assert "goes on from here" in outcome.stopped
    assert run.said[-1] == "under way at the provider: batch_0; the same command takes their replies"
    provider.stalled = False
    outcome = await run()
    assert outcome.manifest["state"] == "complete"
    assert outcome.counts["calls"] == len(provider.handed) == len(set(provider.handed))


async def test_every_record_says_what_its_calls_cost_by_batch(run, provider, tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text('["gpt-4o"]\ninput = 1.0\noutput = 2.0\nbatch = 0.25\n')
    await run(number=3, prices=prices)
    calls = [call for record in read_records(tmp_path / "run") for call in record.calls]
    assert calls
    for call in calls:
        tokens = call["input_tokens"] + 2 * call["output_tokens"]
        assert call["cost"] == pytest.approx(tokens / 1_000_000 / 4)
