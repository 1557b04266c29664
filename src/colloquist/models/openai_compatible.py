"""ChatOpenAI for any server that speaks OpenAI's API, with the costly detours of the client left out.

The openai client walks every message of a request and of its reply against type hints, which is most
of the CPU a call takes and grows with the conversation. Here the payload that ChatOpenAI makes is sent
as it is, and the reply is handed to ChatOpenAI as it came; the body on the wire is the same. What is
streamed, or asked in a plain call, goes through the client: what is put into `extra_body` is merged
without a walk. A call that nobody watches is made without what LangChain keeps for those who do.
"""

import asyncio
import inspect
import re
from collections import deque
from collections.abc import Sequence
from contextlib import nullcontext
from functools import cached_property, partial
from typing import Any, ClassVar
from urllib.parse import urlsplit

import orjson
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import RunnableConfig
from langchain_openai import ChatOpenAI
from openai import DefaultAsyncHttpxClient
from pydantic import PrivateAttr, SecretStr

from colloquist.models.connections import Connections, proxy_to
from colloquist.models.door import Door, NoCompletion, answer
from colloquist.models.unwatched import message_of, unwatched

# Options of the openai client, not of the request: it alone knows what they do.
_OF_THE_CLIENT = {"extra_headers", "extra_query", "timeout", "response_format"}
_SPEAKERS: dict[type, str] = {SystemMessage: "system", HumanMessage: "user", AIMessage: "assistant"}


class OpenAICompatible(ChatOpenAI):
    """A ChatOpenAI whose requests cost a fraction and whose replies are parsed by us alone.

    Without retries of its own where it speaks through our connections: whoever asks has patience.
    """

    takes_response_format: ClassVar[bool] = True
    _frames: deque[tuple[tuple[Any, ...], dict[str, Any]]] = PrivateAttr(default_factory=lambda: deque(maxlen=8))

    async def ainvoke(
        self,
        input: LanguageModelInput,
        config: RunnableConfig | None = None,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,
    ) -> AIMessage:
        """Return what ChatOpenAI would: the same request, the same reply."""
        streamed = self.streaming or kwargs.get("stream") or self.output_version
        if config is None and isinstance(input, list) and not streamed and _plain(input) and unwatched(self):
            return message_of(await self._agenerate(input, stop, **kwargs))
        return await super().ainvoke(input, config, stop=stop, **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        door = self._door
        if door is None or payload.keys() & _OF_THE_CLIENT:
            return await super()._agenerate(messages, stop, run_manager, **kwargs)
        moved = payload.pop("extra_body")
        async with nullcontext() if door.timeout is None else asyncio.timeout(door.timeout):
            said = await answer(door, {**payload, **moved})
        try:
            reply = orjson.loads(said)
        except orjson.JSONDecodeError:
            reply = said.decode(errors="replace")
        return self._create_chat_result(reply)

    @cached_property
    def _door(self) -> Door | None:
        """Where our own connections lead, or None where only the openai client knows the way."""
        connections, key, timeout = self.http_async_client, self.openai_api_key, self.request_timeout
        client = self.root_async_client
        url = f"{client.base_url}chat/completions"
        proxy = proxy_to(url)
        odd = self.default_query or self.include_response_headers or urlsplit(str(client.base_url)).query
        if odd or not (proxy or "http").startswith("http") or not isinstance(timeout, float | int | None):
            return None
        if not isinstance(connections, Connections) or not isinstance(key, SecretStr):
            return None
        sent = {k: v for k, v in client.default_headers.items() if isinstance(v, str) and "X-Stainless" not in k}
        headers = {"Authorization": f"Bearer {key.get_secret_value()}", **sent}
        return Door(connections, url, headers, proxy, timeout)

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        plain = _plain(input_) if isinstance(input_, list) and not self._has_roles_of_its_own else None
        payload: dict[str, Any] = (
            super()._get_request_payload(input_, stop=stop, **kwargs)
            if plain is None
            else self._frame(stop, kwargs)
        )
        if "max_completion_tokens" in payload and not self._is_openai:
            payload["max_tokens"] = payload.pop("max_completion_tokens")
        moved: dict[str, Any] = {"messages": payload["messages"] if plain is None else plain}
        if isinstance(payload.get("response_format"), dict):  # a class is the openai client's to read
            moved["response_format"] = payload.pop("response_format")
        return {**payload, "messages": [], "extra_body": {**(payload.get("extra_body") or {}), **moved}}

    def _frame(self, stop: list[str] | None, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return a payload without messages: the same for every request, until the model or the options change."""
        # What differs between requests comes first: the comparison ends there.
        made_of = (stop, kwargs, {**self.model_kwargs}, *self.__dict__.values())
        for known, frame in tuple(self._frames):
            if known == made_of:
                return {**frame}
        frame = super()._get_request_payload([], stop=stop, **kwargs)
        self._frames.append((made_of, frame))
        return {**frame}

    @cached_property
    def _is_openai(self) -> bool:
        # Local servers know the limit by its old name, and some ignore the new one without a word.
        host = urlsplit(self.openai_api_base or "https://api.openai.com").hostname or ""
        return host.endswith("openai.com")

    @cached_property
    def _has_roles_of_its_own(self) -> bool:
        # ChatOpenAI calls the system "developer" there.
        return re.match(r"o\d", self.model_name or "") is not None

    def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult:
        as_it_came = isinstance(response, dict)
        part = response.get if as_it_came else partial(getattr, response)
        error, choices = part("error", None), part("choices", None)
        if error or choices is None:
            code = error.get("code") if isinstance(error, dict) else None
            raise NoCompletion(f"{error or getattr(response, 'model_extra', None) or response!r:.300}", code)
        said = [choice["message"] if as_it_came else choice.message for choice in choices]
        if not any(said):
            # Nothing was said but something may have to be paid for: an empty reply, with its usage.
            whole = response if as_it_came else response.model_dump()
            nothing = {"message": {"role": "assistant", "content": ""}}
            return super()._create_chat_result({**whole, "choices": [nothing]}, generation_info)
        result = super()._create_chat_result(response, generation_info)
        if as_it_came:
            result.generations[0].message.additional_kwargs["refusal"] = said[0].get("refusal")
        return result


# LangChain looks the signature up for every call; written down, it need not be derived each time.
OpenAICompatible._agenerate.__signature__ = inspect.signature(OpenAICompatible._agenerate)  # type: ignore[attr-defined]


def _plain(messages: Sequence[Any]) -> list[dict[str, str]] | None:
    """Return messages as they are sent, or None where one holds more than words: ChatOpenAI knows those."""
    said = []
    for message in messages:
        speaker = _SPEAKERS.get(type(message))
        if speaker is None or type(message.content) is not str or message.additional_kwargs or message.name:
            return None
        if speaker == "assistant" and (message.tool_calls or message.invalid_tool_calls):
            return None
        said.append({"content": message.content, "role": speaker})
    return said


def adopted(model: BaseChatModel, client: DefaultAsyncHttpxClient) -> BaseChatModel:
    """Return a plain ChatOpenAI as one of ours, on the connections of the running loop.

    Its own ones are shared by all of a process and die with the first loop that used them. A model of
    another class, or one that was given a client, is returned as it is.
    """
    if type(model) is not ChatOpenAI or model.http_async_client or model.openai_proxy:
        return model
    if model._use_responses_api({}):
        return model
    given = {name: getattr(model, name) for name in model.model_fields_set if "client" not in name}
    return OpenAICompatible(**{**given, "use_responses_api": False, "http_async_client": client})
