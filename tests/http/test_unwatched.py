"""A call that nobody watches costs less; it is the same call, with the same bytes and the same message."""

import orjson
import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import (
    AsyncCallbackHandler,
    UsageMetadataCallbackHandler,
    get_usage_metadata_callback,
)
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableLambda
from langsmith import tracing_context

from colloquist.models import openai_compatible
from colloquist.models.connections import Connections
from colloquist.models.openai_compatible import OpenAICompatible
from colloquist.models.reply import schema_format
from colloquist.state.verdict import Verdict

WORDS = [SystemMessage("Täg {x}"), HumanMessage("one\n\ntwo"), AIMessage("three"), HumanMessage("four €")]
CALL = {"name": "look", "args": {"at": "it"}, "id": "c1", "type": "tool_call"}
CHATS = {
    "words": WORDS,
    "names": [*WORDS[:3], HumanMessage("four", name="Ada")],
    "tools": [*WORDS[:2], AIMessage("", tool_calls=[CALL]), ToolMessage("seen", tool_call_id="c1")],
    "parts": [HumanMessage([{"type": "text", "text": "one"}, {"type": "text", "text": "two"}])],
}
OPTIONS = {"temperature": 0.3, "max_tokens": 77, "seed": 5, "extra_body": {"top_k": 4}}
USAGE = {
    "prompt_tokens": 12,
    "completion_tokens": 3,
    "total_tokens": 15,
    "prompt_tokens_details": {"cached_tokens": 8},
    "completion_tokens_details": {"reasoning_tokens": 1},
}
TOOL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "it"}'}}
MESSAGES = {
    "good": {"content": "Four €.", "refusal": None},
    "refused": {"content": None, "refusal": "I will not."},
    "tool": {"content": None, "tool_calls": [TOOL]},
    "nothing": {},
}


class Watcher(AsyncCallbackHandler):
    """Sees model calls begin, as a tracer does."""

    def __init__(self):
        self.seen = []

    async def on_chat_model_start(self, serialized, messages, **about):
        self.seen.append(messages[0])


async def asked(model, chat=WORDS, config=None, **given):
    """Ask from within a step of a graph, as nodes do."""

    async def step(_):
        return await model.ainvoke(chat, **given)

    return await RunnableLambda(step).ainvoke(0, config)


def reply(said="good", **about):
    message = {"role": "assistant", **MESSAGES[said]} if MESSAGES[said] else None
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {"id": "chatcmpl-1", "object": "chat.completion", "model": "stub-2", "choices": [choice], **about}


@pytest.fixture
async def connections():
    """Connections that note the bytes they send."""

    class Noting(Connections):
        def __init__(self):
            super().__init__()
            self.sent = []

        async def ask(self, url, headers, body, proxy):
            self.sent.append(body)
            return await super().ask(url, headers, body, proxy)

    async with Noting() as noting:
        yield noting


@pytest.fixture
def model(server, connections):
    """A model of ours on these connections."""
    return OpenAICompatible(model="stub", base_url=server.url, api_key="k", http_async_client=connections)


@pytest.fixture
def runs(monkeypatch):
    """Whether each call so far went past LangChain's runs."""
    noted = []
    real = openai_compatible.unwatched

    def noting(model):
        noted.append(real(model))
        return noted[-1]

    monkeypatch.setattr(openai_compatible, "unwatched", noting)
    return noted


@pytest.mark.parametrize("said", MESSAGES)
@pytest.mark.parametrize("structured", [False, True], ids=["plain", "structured"])
@pytest.mark.parametrize("chat", CHATS)
async def test_bytes_and_message_are_the_same(server, stub, connections, model, chat, structured, said):
    given = {**OPTIONS, **({"response_format": schema_format(Verdict)} if structured else {})}
    server.rule = lambda asked: stub.Fault(body=reply(said, usage=USAGE, system_fingerprint="fp"))
    watcher = Watcher()
    watched = await asked(model, CHATS[chat], {"callbacks": [watcher]}, **given)
    alone = await asked(model, CHATS[chat], **given)
    assert len(watcher.seen) == 1
    assert connections.sent[0] == connections.sent[1]
    assert {**watched.model_dump(), "id": None} == {**alone.model_dump(), "id": None}
    assert alone.usage_metadata["input_token_details"] == {"cache_read": 8}


async def test_the_bytes_are_those_of_chat_openai(server, stub, connections, model):
    server.rule = lambda asked: stub.Fault(body=reply())
    await asked(model)
    roles = [message["role"] for message in orjson.loads(connections.sent[0])["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert [m["content"] for m in orjson.loads(connections.sent[0])["messages"]] == [m.text for m in WORDS]


async def test_the_system_is_the_developer_where_chat_openai_says_so(server, stub, connections):
    server.rule = lambda asked: stub.Fault(body=reply())
    model = OpenAICompatible(model="o3", base_url=server.url, api_key="k", http_async_client=connections)
    await asked(model)
    assert orjson.loads(connections.sent[0])["messages"][0]["role"] == "developer"


@pytest.mark.parametrize(
    "error", [{"status": 500}, {"body": {"error": {"message": "no"}}}], ids=["500", "no reply"]
)
async def test_an_error_is_the_same(server, stub, model, error):
    server.rule = lambda asked: stub.Fault(**error)
    raised = []
    for config in ({"callbacks": [Watcher()]}, None):
        with pytest.raises(Exception) as caught:  # noqa: PT011  # whatever it is, it is the same twice
            await asked(model, config=config)
        raised.append((type(caught.value), str(caught.value)))
    assert raised[0] == raised[1]


async def test_whoever_watches_from_outside_sees_the_call(server, stub, model, runs):
    server.rule = lambda asked: stub.Fault(body=reply(usage=USAGE))
    watcher = Watcher()

    await asked(model, config={"callbacks": [watcher]})
    assert watcher.seen == [WORDS]
    with get_usage_metadata_callback() as counted:
        await asked(model)
        await model.ainvoke(WORDS)
    assert counted.usage_metadata["stub-2"]["total_tokens"] == 30
    with tracing_context(enabled="local"):
        await asked(model)
    assert runs == [False] * 4
    await asked(model)
    assert runs[4:] == [True]


async def test_what_a_model_was_given_is_used(server, stub, model):
    server.rule = lambda asked: stub.Fault(body=reply(usage=USAGE))
    counting = UsageMetadataCallbackHandler()
    own = model.model_copy(update={"callbacks": [counting]})
    await asked(own)
    assert counting.usage_metadata["stub-2"]["total_tokens"] == 15
    cached = model.model_copy(update={"cache": InMemoryCache()})
    before = len(server.requests)
    assert (await asked(cached)).text == (await asked(cached)).text
    assert len(server.requests) == before + 1


async def test_a_trace_of_a_conversation_holds_a_run_for_every_call(server, played, runs):
    with get_usage_metadata_callback() as counted:
        record = await played()
    assert counted.usage_metadata["stub"]["input_tokens"] == record.usage["input_tokens"]
    assert runs == [False] * record.usage["calls"]
    await played()
    assert runs[record.usage["calls"] :] == [True] * record.usage["calls"]


async def test_the_body_follows_whatever_changes_in_the_model_or_the_options(server, stub, model, connections):
    server.rule = lambda asked: stub.Fault(body=reply())
    await asked(model)
    await asked(model, temperature=0.3)
    await asked(model)
    model.temperature = 0.9
    await asked(model)
    model.temperature = None
    await asked(model, [HumanMessage("other")])
    await asked(model, stop=["END"])
    bodies = [orjson.loads(body) for body in connections.sent]
    assert [body.get("temperature") for body in bodies] == [None, 0.3, None, 0.9, None, None]
    assert [len(body["messages"]) for body in bodies] == [4, 4, 4, 4, 1, 4]
    assert bodies[0] == bodies[2] != bodies[5]
    assert bodies[5]["stop"] == ["END"]
