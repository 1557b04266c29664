"""An estimate against what the whole then takes, by the log of a server that charges for every reply."""

import json

import pytest

import colloquist
from colloquist.run.folder import read_records
from colloquist.run.generate import generate
from colloquist.run.limits import RunLimits
from colloquist.state.budget import LimitReached
from colloquist.state.settings import SettingsError

SNIPPETS = 60


@pytest.fixture
def options(paid, tmp_path):
    """What both the estimate and the run are called with."""
    (tmp_path / "prices.toml").write_text('["stub"]\ninput = 2.0\ncached = 0.5\noutput = 8.0\n')
    return {"model": "stub", "base_url": paid.url, "max_turns": 8, "prices": str(tmp_path / "prices.toml")}


def test_the_whole_lies_within_what_was_estimated_and_the_sample_is_paid_once(valves_of, paid, tmp_path, options):
    found = colloquist.estimate(valves_of(SNIPPETS), tmp_path / "run", **options)
    assert (found.snippets, found.sampled) == (SNIPPETS, 12)
    assert found.sample["calls"] == len(paid.asked)
    counts = generate(valves_of(SNIPPETS), tmp_path / "run", **options).counts
    assert counts["calls"] == len(paid.asked)
    words = [one.words for one in paid.asked if one.valve != "5"]
    assert len(set(words)) == len(words)
    for name in ("calls", "input_tokens", "output_tokens", "cost"):
        interval = getattr(found, name)
        assert interval.low <= counts[name] <= interval.high
        assert interval.low < interval.value < interval.high


def test_the_files_of_a_run_do_not_show_that_it_was_estimated_before(valves_of, tmp_path, options, timeless):
    colloquist.estimate(valves_of(14), tmp_path / "one", sample=4, **options)
    for name in ("one", "two"):
        generate(valves_of(14), tmp_path / name, **options)
    assert timeless(tmp_path / "one") == timeless(tmp_path / "two")


def test_a_run_with_other_settings_may_follow_and_pays_only_for_what_they_change(
    valves_of, paid, tmp_path, options
):
    colloquist.estimate(valves_of(14), tmp_path / "run", sample=4, **options)
    sampled = {one.words for one in paid.asked}
    asked = len(paid.asked)
    generate(valves_of(14), tmp_path / "run", **{**options, "max_turns": 4})
    assert not sampled & {one.words for one in paid.asked[asked:] if one.valve != "5"}


def test_a_second_estimate_is_free_and_says_the_same(valves_of, paid, tmp_path, options):
    first = colloquist.estimate(valves_of(20), tmp_path / "run", **options)
    asked = len(paid.asked)
    second = colloquist.estimate(valves_of(20), tmp_path / "run", **options)
    assert len(paid.asked) == asked
    assert (first.calls, first.cost) == (second.calls, second.cost)
    assert len(list(read_records(tmp_path / "run" / "estimate"))) == 12


def test_of_fewer_snippets_than_the_sample_it_is_the_whole(valves_of, paid, tmp_path, options):
    found = colloquist.estimate(valves_of(3), tmp_path / "run", **options)
    assert found.calls == (len(paid.asked),) * 3
    assert found.sampled == found.snippets == 3


def test_what_fails_is_counted_and_paid_for(valves_of, paid, tmp_path, options):
    found = colloquist.estimate(valves_of(10), tmp_path / "run", sample=10, **options)
    assert found.failed == (0.1,) * 3
    assert found.sample["failed"] == 1
    assert found.calls.value == len(paid.asked)


def test_a_limit_before_the_end_of_the_sample_leaves_no_estimate_and_the_replies(
    valves_of, paid, tmp_path, options
):
    with pytest.raises(LimitReached, match="no estimate yet: stopped at a limit of the run, 20 of 20 calls"):
        colloquist.estimate(valves_of(20), tmp_path / "run", limits=RunLimits(calls=20), **options)
    assert len(paid.asked) == 20
    colloquist.estimate(valves_of(20), tmp_path / "run", limits=RunLimits(calls=10_000), **options)
    words = [one.words for one in paid.asked if one.valve != "5"]
    assert len(set(words)) == len(words)


def test_a_cost_that_is_not_known_is_called_unknown(valves_of, tmp_path, options):
    found = colloquist.estimate(valves_of(20), tmp_path / "run", **{**options, "prices": None})
    assert found.cost is None
    for shown in (str(found), found._repr_html_()):
        assert "unknown" in shown
        assert "--prices FILE" in shown
        assert "--max-cost" not in shown


def test_rates_bound_the_time(valves_of, tmp_path, options):
    free = colloquist.estimate(valves_of(20), tmp_path / "run", **options)
    slow = colloquist.estimate(valves_of(20), tmp_path / "run", rpm=10**9, **options)
    slower = colloquist.estimate(valves_of(20), tmp_path / "run", rpm=60, tpm=10**9, **options)
    assert free.seconds == slow.seconds
    assert slower.seconds == pytest.approx(free.calls)


def test_the_table_shows_every_figure_and_what_to_type_next(valves_of, tmp_path, options):
    found = colloquist.estimate(valves_of(20), tmp_path / "run", **options)
    said = str(found).splitlines()
    assert said[0] == "estimate from 12 of 20 snippets"
    for words in ("model calls", "prompt tokens", "of these cached", "written tokens", "cost", "time", "failed"):
        assert any(line.strip().startswith(words) for line in said)
    limit = float(str(found).partition("--max-cost ")[2].split()[0])
    assert found.cost.high < limit < 1.2 * found.cost.high
    assert f"{found.sample['calls']:,}" in found._repr_html_()


def test_a_sample_of_nothing_is_refused(valves_of, paid, tmp_path, options):
    with pytest.raises(SettingsError, match="sample is 0"):
        colloquist.estimate(valves_of(2), tmp_path / "run", sample=0, **options)
    assert paid.asked == []


def test_the_folder_of_the_sample_says_what_it_is(valves_of, tmp_path, options):
    colloquist.estimate(valves_of(20), tmp_path / "run", **options)
    says = json.loads((tmp_path / "run" / "estimate" / "manifest.json").read_text())
    assert says["state"] == "complete"
    assert says["reading"]["sample"] == 12
    assert not (tmp_path / "run" / "manifest.json").exists()
