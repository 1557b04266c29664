"""ChatOpenAI for any server that speaks OpenAI's API, with the costly detours of the client left out.

The openai client walks every message of a request against its type hints, which is most of the CPU a
call takes and grows with the conversation. What is put into `extra_body` is merged as it stands, so
messages and response format travel there: the body on the wire is the same.
"""

from typing import Any, ClassVar
from urllib.parse import urlparse

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI
from openai import DefaultAsyncHttpxClient


class NoCompletion(Exception):
    """What came with status 200 is no chat completion: a page of HTML, an error in disguise."""

    def __init__(self, said: str, code: object = None) -> None:
        super().__init__(f"the server sent no chat completion but {said}")
        self.status_code = code if isinstance(code, int) and code >= 400 else None


class OpenAICompatible(ChatOpenAI):
    """A ChatOpenAI whose requests cost a fraction and whose replies are parsed by us alone."""

    takes_response_format: ClassVar[bool] = True

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        if "max_completion_tokens" in payload and not self._is_openai():
            payload["max_tokens"] = payload.pop("max_completion_tokens")
        moved = {key: payload.pop(key) for key in ("messages", "response_format") if key in payload}
        return {**payload, "messages": [], "extra_body": {**(payload.get("extra_body") or {}), **moved}}

    def _is_openai(self) -> bool:
        # Local servers know the limit by its old name, and some ignore the new one without a word.
        host = urlparse(self.openai_api_base or "https://api.openai.com").hostname or ""
        return host.endswith("openai.com")

    def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult:
        error, choices = (getattr(response, name, None) for name in ("error", "choices"))
        if error or choices is None:
            code = error.get("code") if isinstance(error, dict) else None
            raise NoCompletion(f"{error or getattr(response, 'model_extra', None) or response!r}", code)
        if any(choice.message for choice in choices):
            return super()._create_chat_result(response, generation_info)
        # Nothing was said but something may have to be paid for: an empty reply, with its usage.
        nothing = {"message": {"role": "assistant", "content": ""}}
        return super()._create_chat_result({**response.model_dump(), "choices": [nothing]}, generation_info)


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
