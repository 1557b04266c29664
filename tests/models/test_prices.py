"""What a call costs: cached prompt tokens at their own price, and unknown where no price is known."""

import pytest
from langchain_core.messages import AIMessage

from colloquist.models.prices import cost_of, price_of
from colloquist.models.recall import Reply
from colloquist.run.converse import converse
from colloquist.state.journal import Paid


@pytest.fixture
def table(tmp_path):
    """A price table with and without a price for cached tokens."""
    rows = '["cheap"]\ninput = 2.0\noutput = 8.0\n["cached"]\ninput = 2.0\ncached = 0.5\noutput = 8.0\n'
    (tmp_path / "prices.toml").write_text(rows)
    return str(tmp_path / "prices.toml")


def test_cached_prompt_tokens_are_priced_as_such(table):
    assert cost_of("cached", 1_000_000, 400_000, 250_000, table=table) == pytest.approx(
        0.6 * 2 + 0.4 * 0.5 + 0.25 * 8
    )


def test_without_a_price_of_their_own_cached_tokens_cost_as_much_as_others(table):
    assert cost_of("cheap", 1_000_000, 400_000, 0, table=table) == pytest.approx(2.0)


def test_the_longest_name_wins_and_a_dated_one_is_the_same_model():
    assert price_of("gpt-4o-mini-2024-07-18") == price_of("gpt-4o-mini") != price_of("gpt-4o")


def test_a_model_without_a_price_has_an_unknown_cost_and_its_tokens_are_counted(model, verdict):
    record = converse(
        "Water boils sooner on a mountain. The air presses less.", model=model([verdict("terminate")])
    )
    assert record.usage["input_tokens"] > 0
    assert record.usage["cost"] is None


def a_reply(usage):
    return Reply(AIMessage("Yes.", usage_metadata=usage), 0.1)


def test_what_a_reply_was_paid_for_has_its_cached_tokens_apart():
    usage = {"input_tokens": 90, "output_tokens": 9, "total_tokens": 99, "input_token_details": {"cache_read": 64}}
    paid = a_reply(usage).paid("m")
    assert (paid.calls, paid.input_tokens, paid.cached_tokens, paid.output_tokens) == (1, 90, 64, 9)
    assert not paid.unmetered


@pytest.mark.parametrize("usage", [None, {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}])
def test_a_reply_whose_tokens_nobody_counted_is_not_taken_for_free(usage):
    assert a_reply(usage).paid("m")[:3] == Paid("m", 1, 1, 0, 0, 0)[:3]
