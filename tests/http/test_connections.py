"""Our own connections: what ChatOpenAI gives, its errors too, without the openai client in between."""

import openai
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from colloquist.models.connections import Connections, proxy_to
from colloquist.models.openai_compatible import NoCompletion, OpenAICompatible
from colloquist.models.reply import schema_format
from colloquist.state.verdict import Verdict

CHAT = [SystemMessage("Täg {x}"), HumanMessage("one\n\ntwo"), AIMessage("three"), HumanMessage("four €")]
OPTIONS = {"temperature": 0.3, "seed": 5, "stop": ["x"], "extra_body": {"top_k": 4}}


@pytest.fixture
async def ask(server):
    """Ask a kind of model through its own sort of connections."""

    async def ask(kind, **given):
        fields = {
            name: given.pop(name) for name in ("default_headers", "default_query", "timeout") if name in given
        }
        client = Connections() if kind is OpenAICompatible else openai.DefaultAsyncHttpxClient()
        async with client:
            model = kind(
                model="stub", base_url=server.url, api_key="k", http_async_client=client, max_retries=0, **fields
            )
            return await model.ainvoke(CHAT, **given)

    return ask


@pytest.mark.parametrize("structured", [False, True], ids=["plain", "structured"])
@pytest.mark.parametrize("options", [{}, OPTIONS], ids=["bare", "options"])
async def test_body_and_reply_are_those_of_a_plain_client(server, stub, ask, structured, options):
    given = {**options, **({"response_format": schema_format(Verdict)} if structured else {})}
    server.rule = stub.always("any", stub.Fault(content="{}"))
    plain, ours = [await ask(kind, **given) for kind in (ChatOpenAI, OpenAICompatible)]
    sent, lean = (request.body for request in server.requests)
    assert {**sent, "stream": False} == {**lean, "stream": False}
    assert ours.content == plain.content
    assert ours.usage_metadata["input_tokens"] == plain.usage_metadata["input_tokens"]
    assert ours.usage_metadata.keys() == plain.usage_metadata.keys()
    assert plain.response_metadata.keys() - ours.response_metadata.keys() <= {"logprobs"}  # no server sent any
    for name in ("finish_reason", "model_name"):
        assert ours.response_metadata[name] == plain.response_metadata[name]
    assert ours.additional_kwargs["refusal"] is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 418, 422, 429, 500, 503])
async def test_errors_are_those_of_the_openai_client(server, stub, ask, status):
    body = {"error": {"message": "not now", "code": "because"}}
    server.rule = stub.always("any", stub.Fault(status=status, body=body, headers={"retry-after": "7"}))
    raised = []
    for kind in (ChatOpenAI, OpenAICompatible):
        with pytest.raises(openai.APIStatusError) as caught:
            await ask(kind)
        raised.append(caught.value)
    plain, ours = raised
    assert isinstance(plain, type(ours))
    assert (ours.status_code, ours.body) == (plain.status_code, body)
    assert ours.response.headers["retry-after"] == "7"
    assert "not now (because)" in str(ours)


async def test_a_lost_connection_is_a_connection_error(server, stub, ask):
    for hang in ("drop", "drop inside"):
        server.rule = stub.always("any", stub.Fault(hang=hang))
        with pytest.raises(openai.APIConnectionError):
            await ask(OpenAICompatible)


async def test_headers_of_the_user_are_sent_and_a_timeout_is_kept(server, stub, ask):
    await ask(OpenAICompatible, default_headers={"X-Team": "valves"})
    assert server.requests[0].headers["X-Team"] == "valves"
    server.rule = stub.always("any", stub.Fault(hang="silence"))
    with pytest.raises(TimeoutError):
        await ask(OpenAICompatible, timeout=0.1)


async def test_what_only_the_openai_client_knows_goes_through_it(server, ask):
    await ask(OpenAICompatible, extra_headers={"X-Once": "1"})
    await ask(OpenAICompatible, default_query={"version": "2"})
    sent = [{name.lower(): value for name, value in request.headers.items()} for request in server.requests]
    assert sent[0]["x-once"] == "1"
    assert all("x-stainless-lang" in headers for headers in sent)


def test_a_proxy_of_the_environment_is_found_and_passed_by(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert proxy_to("http://models.example/v1") is None
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "localhost,.inside.example")
    assert proxy_to("http://models.example/v1") == "http://proxy.example:3128"
    assert proxy_to("http://gpu.inside.example:8000/v1") is None


async def test_requests_go_through_the_proxy_of_the_environment(server, ask, monkeypatch):
    address = server.url.removesuffix("/v1")
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.url = "http://models.example/v1"
    assert (await ask(OpenAICompatible)).content
    assert server.requests[0].headers["Host"] == "models.example"


@pytest.mark.parametrize("status", [307, 308])
async def test_a_request_that_is_sent_elsewhere_arrives_whole(server, stub, ask, status):
    elsewhere = {"location": f"{server.url}/chat/completions?again"}
    faults = iter([stub.Fault(status=status, headers=elsewhere)])
    server.rule = lambda request: next(faults, None)
    await ask(OpenAICompatible)
    first, second = server.requests
    assert first.body == second.body
    assert len(second.body["messages"]) == len(CHAT)


async def test_a_request_that_is_sent_elsewhere_without_end_is_given_up(server, stub, ask):
    elsewhere = {"location": f"{server.url}/chat/completions"}
    server.rule = stub.always("any", stub.Fault(status=308, headers=elsewhere))
    with pytest.raises(NoCompletion, match="without end"):
        await ask(OpenAICompatible)
