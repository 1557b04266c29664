"""Every guard stands before a model is asked, and every path ends with a typed reason."""

import pytest

from colloquist.state.settings import RoleSettings, Settings, SettingsError


async def test_max_turns_counts_the_seed_exchange_and_ends_every_path(played, model, verdict):
    for limit, spoken in ((4, 4), (7, 6), (8, 8)):
        record = await played(model([verdict() for _ in range(9)]), max_turns=limit)
        [path] = record.paths
        assert path.stop.reason == "max_turns"
        assert len(record.path_turns(path)) == spoken


async def test_no_user_turn_is_asked_for_past_the_limit(played, model, verdict):
    played_by = model([verdict() for _ in range(9)])
    await played(played_by, max_turns=6)
    assert [node for node, _ in played_by.seen].count("user_turn") == 2


async def test_each_path_gets_its_own_turns(played, model, verdict, perspective):
    script = [verdict(), verdict(perspective=perspective()), verdict(), verdict()]
    record = await played(model(script), max_turns=6)
    assert [len(record.path_turns(path)) for path in record.paths] == [6, 6]
    assert [path.stop.reason for path in record.paths] == ["max_turns", "max_turns"]


async def test_max_branches_ends_a_path_that_wants_another_perspective(played, model, verdict):
    record = await played(model([verdict(), verdict("branch")]), max_branches=0)
    [path] = record.paths
    assert path.stop.reason == "max_branches"
    assert path.accepted


async def test_max_calls_is_never_exceeded_and_keeps_what_was_judged(played, model, verdict):
    for limit in range(1, 15):
        record = await played(model([verdict() for _ in range(9)]), max_calls=limit, max_turns=12)
        assert record.usage["calls"] <= limit
        if record.paths:
            assert record.paths[0].stop.reason == "max_calls"
        assert record.status == ("done" if limit >= 5 else "rejected")


async def test_a_retry_that_would_exceed_max_calls_is_not_made(played, model, verdict):
    record = await played(model([verdict(), "not JSON", "not JSON"]), max_calls=8)
    assert record.usage["calls"] == 8
    [path] = record.paths
    assert path.stop.reason == "max_calls"
    assert len(record.path_turns(path)) == 4
    assert len(record.dropped_turns) == 2


async def test_max_tokens_stops_before_the_next_call(played, model, verdict):
    record = await played(model([verdict() for _ in range(9)]), max_tokens=700)
    [path] = record.paths
    assert path.stop.reason == "max_tokens"
    before_last = sum(c["input_tokens"] + c["output_tokens"] for c in record.calls[:-1])
    assert before_last < 700
    assert record.path_turns(path)[-1].labels


async def test_max_cost_stops_before_the_next_call(played, model, verdict, tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text('["scripted"]\ninput = 10.0\noutput = 10.0\n')
    record = await played(model([verdict() for _ in range(9)]), max_cost=0.007, prices=prices)
    [path] = record.paths
    assert path.stop.reason == "max_cost"
    assert record.usage["cost"] == pytest.approx(sum(call["cost"] for call in record.calls))
    assert sum(call["cost"] for call in record.calls[:-1]) < 0.007


async def test_a_budget_spent_before_the_first_exchange_rejects_the_snippet(played, model, verdict):
    record = await played(model([verdict()]), max_calls=2)
    assert record.status == "rejected"
    assert "nothing stands beyond" in record.reasons[0]


async def test_a_branch_is_not_opened_when_no_exchange_of_it_could_be_paid(played, model, verdict):
    record = await played(model([verdict(), verdict("branch"), verdict("terminate")]), max_calls=10)
    [path] = record.paths
    assert path.stop.reason == "max_calls"
    assert record.usage["calls"] == 8


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("max_turns", 3), ("max_branches", -1), ("tries", 0), ("timeout", 0), ("sources", -1)),
        *(("timeout", float("nan")), ("max_calls", 0), ("max_tokens", -5), ("structured", "xml")),
        *(("temperature", "hot"), ("extensions", "yes"), ("model", 3), ("persona", "yes"), ("max_turns", "8")),
        ("roles", {"user": "gpt"}),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(option, value):
    with pytest.raises(SettingsError, match=option):
        Settings(**{option: value})


def test_an_unknown_role_is_refused_with_the_roles_there_are():
    with pytest.raises(SettingsError, match="seed, persona, user, assistant, refiner"):
        Settings(roles={"referee": RoleSettings()})
