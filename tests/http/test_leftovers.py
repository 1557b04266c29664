"""A conversation leaves nothing behind that only a search for garbage would find: its texts go when it does."""

import gc

import pytest
from langchain_core.messages import BaseMessage

from colloquist.models import Caller
from colloquist.run.generate import agenerate


@pytest.fixture
def leftovers():
    """What only the collector would have freed since this was called."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)

    def found():
        gc.collect()
        gc.set_debug(0)
        kept = {type(one).__name__ for one in gc.garbage if isinstance(one, Caller | BaseMessage)}
        gc.garbage.clear()
        return kept

    yield found
    gc.set_debug(0)
    gc.enable()


@pytest.mark.parametrize("strategy", ["conversation", "problem_set", "refusal", "debate"])
async def test_callers_and_replies_of_a_run_go_by_themselves(server, tmp_path, leftovers, strategy):
    (tmp_path / "valves.jsonl").write_text(
        '{"text": "The valve opens at 6 bar. It is of brass. It closes 7 percent lower."}\n'
    )
    run = tmp_path / "run"
    await agenerate(tmp_path / "valves.jsonl", run, strategy=strategy, model="stub", base_url=server.url)
    assert len(server.requests) >= 3
    assert leftovers() == set()
