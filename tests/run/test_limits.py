"""The limits of a whole run, held against the log of a server that charges for every reply."""

import json

import pytest

from colloquist.run.budget import WIDTH, RunBudget
from colloquist.run.generate import generate
from colloquist.run.journal_file import JOURNAL
from colloquist.run.ledger import paid_so_far
from colloquist.run.limits import RunLimits
from colloquist.run.spending import Spent
from colloquist.state.budget import LimitReached
from colloquist.state.settings import SettingsError


@pytest.fixture
def run(valves_of, paid, tmp_path):
    """Make a run of twelve snippets under limits."""

    def call(snippets=12, concurrency=1, out="run", settings=None, **limits):
        options = {"model": "stub", "base_url": paid.url, "max_turns": 4, **(settings or {})}
        asks = valves_of(snippets), tmp_path / out
        return generate(*asks, concurrency=concurrency, limits=RunLimits(**limits), **options)

    return call


@pytest.fixture
def prices(tmp_path):
    """A price table for the server's model."""
    (tmp_path / "prices.toml").write_text('["stub"]\ninput = 2.0\ncached = 0.5\noutput = 8.0\n')
    return {"prices": str(tmp_path / "prices.toml")}


def ended(outcome):
    return sum(outcome.counts[kind] for kind in ("done", "rejected", "failed"))


def says(folder):
    return json.loads((folder / "manifest.json").read_text())


@pytest.mark.parametrize("concurrency", [1, 8])
def test_no_more_calls_are_made_than_the_run_may(run, paid, concurrency):
    outcome = run(calls=40, concurrency=concurrency)
    assert len(paid.asked) == 40
    assert outcome.stopped.startswith("stopped at a limit of the run, 40 of 40 calls;")
    assert outcome.manifest["state"] == "stopped"
    assert 0 < ended(outcome) < 12


def test_workers_keep_to_one_limit_together(valves_of, paid, tmp_path):
    options = {"model": "stub", "base_url": paid.url, "max_turns": 4, "concurrency": 6, "workers": 2}
    outcome = generate(valves_of(12), tmp_path / "run", limits=RunLimits(calls=40), **options)
    assert "of 40 calls; the same command with a higher --max-calls" in outcome.stopped
    # Two processes may look at the sum in the same instant, before either has added to it.
    assert 40 <= len(paid.asked) <= 41
    assert paid_so_far(tmp_path / "run" / JOURNAL)[0].calls == len(paid.asked)


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("limit", ["tokens", "cost"])
def test_tokens_and_dollars_are_exceeded_by_no_more_than_what_was_under_way(
    run, paid, prices, tmp_path, limit, concurrency
):
    most = {"tokens": 120_000, "cost": 0.3}[limit]
    outcome = run(**{limit: most}, concurrency=concurrency, settings=prices)
    row = paid_so_far(tmp_path / "run" / JOURNAL)[0]
    tokens = row.input_tokens + row.output_tokens
    spent = {"tokens": tokens, "cost": (2 * row.input_tokens + 8 * row.output_tokens) / 1e6}[limit]
    assert row.calls == len(paid.asked)
    dearest = {"tokens": 20_000, "cost": 0.05}[limit]
    assert most <= spent < most + concurrency * dearest
    assert outcome.stopped


def test_what_was_under_way_at_the_limit_is_kept_and_all_that_ended_is_written(run, paid, tmp_path):
    outcome = run(calls=60, concurrency=8)
    assert sum(row.calls for row in paid_so_far(tmp_path / "run" / JOURNAL)) == 60
    names = ("records.jsonl", "failures.jsonl")
    rows = [json.loads(line) for name in names for line in (tmp_path / "run" / name).read_text().splitlines()]
    assert len([row for row in rows if row.get("kind") != "path"]) == ended(outcome)


def test_the_same_command_spends_nothing_more_and_with_a_higher_limit_goes_on_to_the_end(run, paid, tmp_path):
    run(calls=40, concurrency=4)
    again = run(calls=40, concurrency=4)
    assert len(paid.asked) == 40
    assert "40 of 40 calls" in again.stopped
    more = run(calls=55, concurrency=4)
    assert len(paid.asked) == 55
    assert "55 of 55 calls" in more.stopped
    whole = run(calls=10_000, concurrency=4)
    assert (whole.stopped, whole.manifest["state"], ended(whole)) == ("", "complete", 12)
    words = [one.words for one in paid.asked if one.valve != "5"]
    assert len(set(words)) == len(words)
    assert whole.counts["calls"] == len(paid.asked)
    assert not run(calls=1).stopped


def test_replies_that_a_retry_forgets_stay_in_the_sum(run, paid, valves_of, tmp_path):
    run(snippets=6)
    before = paid_so_far(tmp_path / "run" / JOURNAL)[0].calls
    options = {"model": "stub", "base_url": paid.url, "max_turns": 4}
    generate(valves_of(6), tmp_path / "run", retry_failed=True, **options)
    assert paid_so_far(tmp_path / "run" / JOURNAL)[0].calls == len(paid.asked) == before + 3


def test_the_limit_of_time_stops_a_run_that_is_asking(run, paid, tmp_path):
    outcome = run(snippets=400, concurrency=2, seconds=0.5)
    assert "0:00 of 0:00; the same command goes on from here" in outcome.stopped
    assert ended(outcome) < 400
    assert paid_so_far(tmp_path / "run" / JOURNAL)[0].calls == len(paid.asked)


def test_the_limit_of_time_holds_while_the_run_waits_for_nothing_but_a_slow_server(run, paid):
    paid.delay = 1.0
    outcome = run(snippets=2, concurrency=2, seconds=0.2)
    assert outcome.stopped
    assert len(paid.asked) <= 2


def test_a_limit_that_comes_after_the_last_request_leaves_a_complete_run(run, paid):
    paid.delay = 0.5
    options = {"max_calls": 1}
    outcome = run(snippets=2, concurrency=2, settings=options, seconds=0.4)
    assert (outcome.stopped, outcome.manifest["state"]) == ("", "complete")
    assert ended(outcome) == 2


def test_dollars_need_prices_before_anything_is_paid(run, paid, prices):
    with pytest.raises(SettingsError, match=r"needs a price for model 'stub'.*\[\"stub\"\] input = "):
        run(cost=1.0)
    assert paid.asked == []
    assert run(cost=1000.0, settings=prices).manifest["state"] == "complete"


def test_what_was_paid_to_a_model_whose_price_is_gone_refuses_a_limit_in_dollars(run, paid, tmp_path, prices):
    run(calls=5)
    asked = len(paid.asked)
    (tmp_path / "prices.toml").write_text('["other"]\ninput = 2.0\noutput = 8.0\n')
    with pytest.raises(SettingsError, match="needs a price"):
        run(cost=1.0, settings=prices)
    assert len(paid.asked) == asked


@pytest.mark.parametrize("limits", [{"tokens": 10**9}, {"cost": 10**6}])
def test_a_server_that_does_not_count_tokens_stops_a_run_that_limits_them(run, paid, prices, limits):
    paid.counts_tokens = False
    outcome = run(**limits, settings=prices)
    assert "does not say how many tokens" in outcome.stopped
    assert len(paid.asked) == 1
    assert not run(calls=10_000, settings=prices).stopped


def test_the_manifest_keeps_the_limits_and_they_may_change(run, tmp_path):
    run(calls=40, tokens=10**9)
    assert says(tmp_path / "run")["limits"] == {"cost": None, "tokens": 10**9, "calls": 40, "seconds": None}
    run(calls=41)
    assert says(tmp_path / "run")["limits"]["tokens"] is None


@pytest.mark.parametrize(
    "wrong", [{"calls": 0}, {"tokens": 1.5}, {"cost": -1.0}, {"seconds": "8h"}, {"calls": True}]
)
def test_a_limit_that_cannot_be_meant_is_refused(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        RunLimits(**wrong)


def a_call(tokens=10, cost=0.5):
    return {"input_tokens": tokens, "output_tokens": 0, "cost": cost}


def test_workers_share_one_sum_and_the_room_of_a_dead_one_is_free_again():
    shared = [0.0] * (3 * WIDTH)
    budgets = [RunBudget(RunLimits(calls=10), Spent(calls=4, cost=1.0)) for _ in range(3)]
    for number, budget in enumerate(budgets):
        budget.share(shared, number)
    for budget in budgets:
        with budget.room():
            budget.add(a_call())
    assert {budget.spent for budget in budgets} == {Spent(7, 30, 2.5, 0)}
    held = [budgets[2].room() for _ in range(3)]
    for room in held:
        room.__enter__()
    with pytest.raises(LimitReached, match="7 of 10 calls"), budgets[0].room():
        pass
    budgets[0].abandon(2)
    with budgets[0].room():
        budgets[0].add(a_call(cost=None))
    assert budgets[1].spent.cost is None
