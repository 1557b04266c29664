"""The embedded model as LangChain sees it: a chat model like any other, that needs no weights and no key."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.output_parsers import JsonOutputParser, PydanticOutputParser
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableMap, RunnablePassthrough
from langchain_core.utils.function_calling import convert_to_json_schema
from pydantic import BaseModel

from colloquist.models.embedded.request import reply
from colloquist.models.embedded.usage import usage_of

NAME = "embedded"
_WORD = re.compile(r"\s*\S+|\s+\Z")


class EmbeddedModel(BaseChatModel):
    """A deterministic chat model that inpaints dialogues in the line of WikiDialog (2205.09073).

    As the assistant it says sentences of the source that answer the question, or that it does not know;
    as the director it aims questions at sentences that wait; as the user it words them. It knows nothing
    but the messages it is given, keeps nothing between calls, and invents no claim.
    """

    takes_response_format: ClassVar[bool] = True

    @property
    def _llm_type(self) -> str:
        return "colloquist-embedded"

    @property
    def model_name(self) -> str:
        """The name under which records keep its turns."""
        return NAME

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model_name": NAME}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = _stopped(reply(messages, kwargs.get("response_format")), stop)
        message = AIMessage(text, usage_metadata=usage_of(messages, text), response_metadata=_metadata())
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        # A thread would cost more than the reply itself.
        return self._generate(messages, stop, None, **kwargs)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(messages, self._generate(messages, stop, None, **kwargs)):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(messages, self._generate(messages, stop, None, **kwargs)):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[LanguageModelInput, Any]:
        """Return a runnable whose output is an object of `schema`: a Pydantic class, or a JSON schema."""
        if kwargs.pop("method", None) not in (None, "json_schema", "json_mode", "function_calling"):
            raise ValueError("the embedded model gives structured output by json_schema alone")
        shape = convert_to_json_schema(schema)
        asked = {"name": shape.get("title", "reply"), "strict": True, "schema": shape}
        llm = self.bind(response_format={"type": "json_schema", "json_schema": asked})
        parser = _parser(schema)
        if not include_raw:
            return llm | parser
        parsed = RunnablePassthrough.assign(parsed=itemgetter("raw") | parser, parsing_error=lambda _: None)
        failed = RunnablePassthrough.assign(parsed=lambda _: None)
        return RunnableMap(raw=llm) | parsed.with_fallbacks([failed], exception_key="parsing_error")


def _parser(schema: dict[str, Any] | type) -> Runnable[Any, Any]:
    if isinstance(schema, type) and issubclass(schema, BaseModel):
        return PydanticOutputParser(pydantic_object=schema)
    return JsonOutputParser()


def _metadata() -> dict[str, Any]:
    return {"finish_reason": "stop", "model_name": NAME, "model_provider": "colloquist"}


def _stopped(text: str, stop: Sequence[str] | None) -> str:
    """Return `text` up to the first stop sequence."""
    ends = [text.index(mark) for mark in stop or () if mark in text]
    return text[: min(ends)] if ends else text


def _chunks(messages: Sequence[BaseMessage], result: ChatResult) -> Iterator[ChatGenerationChunk]:
    """Cut a reply into its words; the last chunk carries what the whole message would."""
    text = result.generations[0].text
    pieces = _WORD.findall(text) or [text]
    for piece in pieces[:-1]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
    last = AIMessageChunk(
        content=pieces[-1],
        usage_metadata=usage_of(messages, text),
        response_metadata=_metadata(),
        chunk_position="last",
    )
    yield ChatGenerationChunk(message=last)
