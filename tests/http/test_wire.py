"""What goes over the wire: whole conversations, strict schemas, the body a plain client would send."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from openai import DefaultAsyncHttpxClient

from colloquist.models.openai_compatible import OpenAICompatible
from colloquist.models.reply import schema_format
from colloquist.state.verdict import Verdict

CHAT = [SystemMessage("Täg {x}"), HumanMessage("one\n\ntwo"), AIMessage("three"), HumanMessage("four €")]
OPTIONS = {"temperature": 0.3, "top_p": 0.9, "max_tokens": 77, "seed": 5, "extra_body": {"top_k": 4}}


def objects(schema):
    """Yield every object of a JSON schema."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


async def test_a_whole_conversation_runs_over_http(server, played):
    record = await played(max_turns=8)
    assert record.status == "done"
    assert [turn.role for turn in record.turns] == ["user", "assistant"] * 4
    assert [r.role for r in server.requests] == ["seed", "persona", *["user", "assistant", "refiner"] * 3]


async def test_every_structured_request_carries_a_strict_and_closed_schema(server, played):
    await played()
    asked = [r.body["response_format"] for r in server.requests if "response_format" in r.body]
    assert [one["json_schema"]["name"] for one in asked] == ["SeedAnswer", "Persona", "Verdict"]
    for one in asked:
        assert one["type"] == "json_schema"
        assert one["json_schema"]["strict"] is True
        found = list(objects(one["json_schema"]["schema"]))
        assert found
        for part in found:
            assert part["additionalProperties"] is False
            assert part["required"] == list(part["properties"])


async def test_usage_adds_up_to_the_totals_of_the_server(server, played):
    record = await played(max_turns=8)
    assert server.spent["cached"] > 0
    assert record.usage["input_tokens"] == server.spent["input"]
    assert record.usage["cached_tokens"] == server.spent["cached"]
    assert record.usage["output_tokens"] == server.spent["output"]
    assert record.usage["calls"] == len(server.requests) == 11


@pytest.mark.parametrize("structured", [False, True], ids=["plain", "structured"])
@pytest.mark.parametrize("options", [{}, OPTIONS], ids=["bare", "options"])
async def test_the_body_is_the_one_that_a_plain_client_sends(server, stub, structured, options):
    given = {**options, **({"response_format": schema_format(Verdict)} if structured else {})}
    server.rule = stub.always("any", stub.Fault(content="{}"))
    for kind in (ChatOpenAI, OpenAICompatible):
        async with DefaultAsyncHttpxClient() as client:
            model = kind(model="stub", base_url=server.url, api_key="k", http_async_client=client)
            await model.ainvoke(CHAT, **given)
    plain, lean = (request.body for request in server.requests)
    if options:
        plain["max_tokens"] = plain.pop("max_completion_tokens")
        assert lean["top_k"] == 4
    assert {**plain, "stream": False} == {**lean, "stream": False}


def test_the_limit_keeps_its_new_name_where_openai_itself_is_asked():
    model = OpenAICompatible(model="gpt-4o-mini", api_key="k", base_url="https://api.openai.com/v1")
    assert model._get_request_payload(CHAT, max_tokens=7)["max_completion_tokens"] == 7
