"""Ways of asking for JSON that a server refuses, and refusals that no other way of asking would mend."""

import asyncio

import pytest

from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings


def error(message, **more):
    """Return an error body as OpenAI's API words it."""
    return {"error": {"message": message, "type": "invalid_request_error", **more}}


NO_SCHEMA = error("response_format json_schema is not supported")
NO_OBJECT = error("Unsupported: response_format.type must be text", param="response_format")
TOO_LONG = error("This model's maximum context length is 4096 tokens, including the schema in response_format")


def refuses(stub, *formats, status=400):
    """Return the rule of a server that knows none of these response formats."""
    says = {"json_schema": NO_SCHEMA, "json_object": NO_OBJECT}
    return lambda request: (
        stub.Fault(status=status, body=says[request.format]) if request.format in formats else None
    )


def formats(server):
    """Return how each structured request asked for its object, in order."""
    return [request.format or "words" for request in server.requests if request.schema]


@pytest.mark.parametrize("status", [400, 422])
async def test_a_server_without_schemas_is_asked_for_an_object_from_then_on(server, stub, played, status):
    server.rule = refuses(stub, "json_schema", status=status)
    record = await played(max_turns=6)
    assert record.status == "done"
    assert formats(server) == ["json_schema", *["json_object"] * 4]


async def test_a_server_without_any_format_is_asked_in_words_from_then_on(server, stub, played):
    server.rule = refuses(stub, "json_schema", "json_object")
    record = await played(max_turns=6)
    assert record.status == "done"
    assert formats(server) == ["json_schema", "json_object", *["words"] * 4]
    assert record.usage["calls"] == len(server.requests) - 2


async def test_conversations_side_by_side_step_down_together_and_never_up_again(server, stub, snippet, graph):
    server.rule = refuses(stub, "json_schema", "json_object")
    settings = Settings(model="stub", base_url=server.url, max_turns=6)
    ended = await asyncio.gather(*(graph.ainvoke(open_dialogue(snippet), context=settings) for _ in range(8)))
    assert {one["status"] for one in ended} == {"done"}
    asked = formats(server)
    assert asked.count("json_schema") <= 8
    assert asked.count("json_object") <= 8
    assert set(asked[-24:]) == {"words"}


@pytest.mark.parametrize("way", ["json_object", "prompt"])
async def test_a_way_that_is_set_is_kept_to(server, stub, played, way):
    record = await played(structured=way)
    assert record.status == "done"
    assert set(formats(server)) == {"words" if way == "prompt" else way}


async def test_a_way_that_is_set_and_refused_is_a_failure(server, stub, played):
    server.rule = refuses(stub, "json_schema")
    record = await played(structured="json_schema")
    assert record.failure["kind"] == "bad_request"
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [TOO_LONG, error("messages must alternate")], ids=["too long", "other"])
async def test_a_request_that_is_refused_for_itself_fails_at_once(server, stub, played, body):
    server.rule = stub.always("refiner", stub.Fault(status=400, body=body))
    record = await played()
    assert (record.failure["node"], record.failure["kind"]) == ("refine", "bad_request")
    assert "HTTP 400" in record.failure["message"]
    assert len(server.of("refiner")) == 1


FATAL = {401: "wrong_key", 403: "wrong_key", 404: "unknown_model"}


@pytest.mark.parametrize("status", FATAL)
async def test_a_wrong_key_or_model_fails_at_once_by_its_kind(server, stub, played, status):
    server.rule = stub.always("any", stub.Fault(status=status, body=error("model_not_found, see json_schema")))
    record = await played()
    assert record.failure["kind"] == FATAL[status]
    assert len(server.requests) == 1
