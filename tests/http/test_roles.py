"""Who speaks for a role: models and servers of its own, and any chat model object of LangChain."""

import asyncio
import itertools
import json

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from pydantic import Field

from colloquist.state.settings import RoleSettings

ROLES = ("seed", "persona", "user", "assistant", "refiner")  # that a conversation has


async def test_every_role_names_its_own_model_and_settings(server, played):
    own = {
        role: RoleSettings(model=f"{role}-model", temperature=n / 10, max_output_tokens=100 + n, extra={"seed": n})
        for n, role in enumerate(ROLES, start=1)
    }
    record = await played(roles=own, top_p=0.9)
    for n, role in enumerate(ROLES, start=1):
        [body] = [request.body for request in server.of(role)]
        assert body["model"] == f"{role}-model"
        assert (body["temperature"], body["top_p"], body["max_tokens"], body["seed"]) == (n / 10, 0.9, 100 + n, n)
    assert {call["role"]: call["model"] for call in record.calls} == {role: f"{role}-model" for role in ROLES}


async def test_what_is_not_set_is_not_sent(server, played):
    await played()
    assert set(server.of("user")[0].body) == {"model", "messages", "stream"}


async def test_roles_speak_through_servers_of_their_own(server, other_server, played):
    own = {"refiner": RoleSettings(model="judge", base_url=other_server.url)}
    record = await played(max_turns=6, roles=own)
    assert record.status == "done"
    assert {request.role for request in other_server.requests} == {"refiner"}
    assert {request.role for request in server.requests} == {"seed", "persona", "user", "assistant"}
    assert record.usage["input_tokens"] == server.spent["input"] + other_server.spent["input"]


async def test_a_role_whose_server_knows_no_schemas_steps_down_alone(server, other_server, stub, played):
    body = {"error": {"message": "unknown field response_format"}}
    other_server.rule = lambda r: stub.Fault(status=400, body=body) if r.format == "json_schema" else None
    await played(max_turns=6, roles={"refiner": RoleSettings(base_url=other_server.url)})
    assert [request.format for request in other_server.requests] == ["json_schema", "json_object", "json_object"]
    assert {request.format for request in server.requests if request.schema} == {"json_schema"}


class Bare(BaseChatModel):
    """The least a chat model of LangChain can be: it takes messages and says something."""

    brain: object
    asked: list = Field(default_factory=list)

    @property
    def _llm_type(self):
        return "bare"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self.asked.append((messages, kwargs))
        kinds = {"human": "user", "ai": "assistant", "system": "system"}
        said = self._say([{"role": kinds[m.type], "content": m.text} for m in messages], kwargs)
        return ChatResult(generations=[ChatGeneration(message=said)])

    def _say(self, messages, kwargs):
        return AIMessage(self.brain(messages))


class Tooled(Bare):
    """A chat model that answers a forced tool call."""

    def bind_tools(self, tools, *, tool_choice=None, **kwargs):
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice)

    def _say(self, messages, kwargs):
        if "tools" not in kwargs:
            return AIMessage(self.brain(messages))
        assert kwargs["tool_choice"] == kwargs["tools"][0]["function"]["name"]
        args = json.loads(self.brain(messages, tools=kwargs["tools"]))
        usage = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
        call = {"name": kwargs["tool_choice"], "args": args, "id": "c1"}
        return AIMessage("", tool_calls=[call], usage_metadata=usage)


@pytest.fixture
def brain(stub, say):
    """Says what the stub server would say, without a wire."""
    count = itertools.count()
    return lambda messages, **body: say(stub.Request(next(count), {"messages": messages, **body}, {}, 0), [], {})


async def test_a_bare_model_is_asked_for_its_objects_in_words(played, brain):
    model = Bare(brain=brain)
    record = await played(model=model, base_url=None, max_turns=6)
    assert record.status == "done"
    told = [messages[-1].text for messages, _ in model.asked if "JSON schema" in messages[-1].text]
    assert len(told) == 4
    assert not [kwargs for _, kwargs in model.asked if kwargs]
    assert record.models["user"] == "Bare"


async def test_a_model_with_tools_is_asked_for_its_objects_by_a_forced_call(played, brain):
    model = Tooled(brain=brain)
    record = await played(model=model, base_url=None, max_turns=6, temperature=0.2)
    assert record.status == "done"
    forced = [kwargs["tool_choice"] for _, kwargs in model.asked if "tools" in kwargs]
    assert forced == ["SeedAnswer", "Persona", "Verdict", "Verdict"]
    assert {kwargs["temperature"] for _, kwargs in model.asked} == {0.2}
    assert record.usage["input_tokens"] == 4 * 7


async def test_a_role_may_be_spoken_for_by_an_object(server, played, brain):
    model = Bare(brain=brain)
    assert (await played(roles={"user": RoleSettings(model=model)})).status == "done"
    assert len(model.asked) == 1
    assert not server.of("user")


async def test_a_model_that_hangs_is_given_up_after_the_timeout(server, stub, played):
    class Hanging(Bare):
        async def _agenerate(self, messages, stop=None, run_manager=None, **kwargs):
            await asyncio.Event().wait()

    record = await played(model=Hanging(brain=None), base_url=None, timeout=0.05, retries=1)
    assert record.failure["kind"] == "unreachable"
    assert record.failure["message"] == "TimeoutError: no reply within 0.05 s (2 tries)"


@pytest.mark.parametrize("finish", ["length", "content_filter"])
async def test_a_plain_openai_model_has_its_bad_replies_asked_again(server, stub, played, finish):
    server.rule = stub.on("refiner", stub.Fault(content="{", finish=finish))
    record = await played(model=ChatOpenAI(model="mine", base_url=server.url, api_key="k"), base_url=None)
    assert record.status == "done"
    assert record.usage["input_tokens"] == server.spent["input"]
    assert len(server.of("refiner")) == 2
    assert server.of("refiner")[0].format == "json_schema"
