"""The tutor over the wire: who is sent what, and its opening asked for in every way."""

import pytest

from colloquist.graphs import load
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings


@pytest.fixture
def played(server, snippet):
    """Run the tutor against the stub server and return the record."""

    async def play(**options):
        settings = Settings(model="stub", base_url=server.url, max_turns=4, max_branches=0, **options)
        ended = await load("tutor").ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "tutor", settings, 0.0)

    return play


async def test_the_opening_takes_one_call_and_the_learner_never_sees_the_source(server, played, snippet):
    record = await played()
    assert record.status == "done"
    assert [request.role for request in server.requests] == ["seed", "persona", "user", "assistant", "refiner"]
    [learner] = server.of("user")
    assert not [sentence for sentence in snippet.sentences if sentence in learner.text]
    assert record.misconceptions[0]["instead"] not in learner.text
    assert record.usage["input_tokens"] == server.spent["input"]


@pytest.mark.parametrize("structured", ["json_schema", "json_object", "prompt"])
async def test_the_opening_is_asked_for_in_every_way(played, structured):
    assert (await played(structured=structured)).status == "done"


async def test_an_opening_that_was_cut_off_is_asked_for_again(server, stub, played):
    server.rule = stub.on("seed", stub.Fault(content='{"material": "1.3', finish="length"))
    record = await played(tries=2)
    assert record.status == "done"
    assert [call["outcome"] for call in record.calls][:2] == ["truncated", "ok"]
