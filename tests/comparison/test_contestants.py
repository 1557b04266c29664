"""Contestants as they are written, and the snippets that are drawn for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.graphs import load
from colloquist.run.comparison.contestant import Contestant, contestant, contestants
from colloquist.run.comparison.drawing import pilots, spread
from colloquist.state.settings import RoleSettings, Settings, SettingsError


@pytest.mark.parametrize(
    ("written", "label", "strategy", "own"),
    [
        ("conversation", "conversation", "conversation", {}),
        ("conversation,max_turns=4", "conversation max_turns=4", "conversation", {"max_turns": 4}),
        ("short=conversation,max-turns=4", "short", "conversation", {"max_turns": 4}),
        ("path/to/mine.py:start", "mine start", "path/to/mine.py:start", {}),
        ("mine=own.py,model=gpt-4o-mini", "mine", "own.py", {"model": "gpt-4o-mini"}),
        ("conversation,persona=false", "conversation persona=false", "conversation", {"persona": False}),
        ("conversation,calls-each=none", "conversation calls-each=none", "conversation", {"max_calls": None}),
        ("conversation,temperature=0.7", "conversation temperature=0.7", "conversation", {"temperature": 0.7}),
    ],
)
def test_a_contestant_is_a_strategy_with_settings_and_perhaps_a_label(written, label, strategy, own):
    assert contestant(written) == Contestant(label=label, strategy=strategy, settings=own)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "write"),
        ("a=", "write"),
        ("conversation,max_turns", "no setting=value"),
        ("conversation,nonsense=4", "settings are .*max_turns"),
        ("conversation,journal=x", "no setting=value"),
        ("conversation,judge_model=m", "--judge-model"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(written, says):
    with pytest.raises(SettingsError, match=says):
        contestant(written)


def test_the_settings_of_a_contestant_go_over_the_common_ones():
    common = Settings(max_turns=8, roles={"user": RoleSettings(temperature=1.0)})
    chosen = contestant("conversation,max_turns=4,user_model=embedded").chosen(common)
    assert (chosen.max_turns, chosen.max_branches) == (4, common.max_branches)
    assert chosen.of("user").temperature == 1.0
    with pytest.raises(SettingsError, match="contestant x: max_turns is 2"):
        contestant("x=conversation,max_turns=2").chosen(common)
    with pytest.raises(SettingsError, match="contestant x: max_turns is 'two'"):
        contestant("x=conversation,max_turns=two").chosen(common)


def test_two_take_part_who_can_be_told_apart():
    with pytest.raises(SettingsError, match="takes two"):
        contestants(["conversation"])
    with pytest.raises(SettingsError, match="LABEL="):
        contestants(["conversation", "conversation"])
    assert [one.label for one in contestants(["conversation", "b=conversation"])] == ["conversation", "b"]


def test_the_baseline_joins_once_and_last():
    assert [one.name for one in contestants(["conversation"], baseline=True)] == ["conversation", "single_call"]
    assert len(contestants(["single_call", "conversation"], baseline=True)) == 2


def test_a_compiled_graph_takes_part_by_its_name():
    assert contestant(load("conversation")).label == "conversation"


@given(st.integers(1, 40), st.integers(1, 300), st.integers(1, 40))
def test_a_larger_draw_holds_the_smaller_one(few, whole, more):
    before = spread(few, whole)
    found = spread(few + more, whole, before)
    assert len(set(found)) == len(found) == min(few + more, whole)
    assert set(before) <= set(found) <= set(range(whole))
    assert found == sorted(found)


def test_the_first_few_are_spread_over_the_drawn():
    assert pilots([str(n) for n in range(20)], 2) == ["5", "15"]
