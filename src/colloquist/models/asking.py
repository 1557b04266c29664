"""One request until it is answered: the shape a server understands, patience with its bad moments."""

import asyncio
import random
import re
from collections.abc import Mapping
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel

from colloquist.models.failure import FailureKind, ModelFailure
from colloquist.models.reply import schema_format, schema_in_words
from colloquist.models.resolve import Speaker
from colloquist.state.settings import Settings

_TRANSIENT = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_NO_SCHEMA = re.compile(r"response_format|json_schema|json_object|schema|grammar|structured|guided", re.I)
_KINDS: dict[int, FailureKind] = {401: "wrong_key", 403: "wrong_key", 404: "unknown_model", 429: "rate_limited"}
LONGEST_WAIT = 60.0


async def invoke(
    speaker: Speaker,
    messages: list[BaseMessage],
    schema: type[BaseModel] | None,
    settings: Settings,
    attempt: int,
) -> AIMessage:
    """Return the model's reply to `messages`, whatever its quality.

    A server that refuses a way of asking for JSON is asked in the next simpler one, and that is
    remembered. Raises ModelFailure when no reply came.
    """
    while True:
        mode = speaker.mode
        try:
            return await _patiently(speaker, messages, schema, settings)
        except ModelFailure as failure:
            refused = schema is not None and failure.kind == "bad_request" and _NO_SCHEMA.search(str(failure))
            if not refused or settings.structured != "auto" or mode == "prompt":
                raise
            speaker.mode = "json_object" if mode == "json_schema" else "prompt"


async def _patiently(
    speaker: Speaker, messages: list[BaseMessage], schema: type[BaseModel] | None, settings: Settings
) -> AIMessage:
    for tried in range(settings.retries + 1):
        try:
            return await _once(speaker, messages, schema)
        except Exception as error:
            if not _transient(error) or tried == settings.retries:
                raise _failure(error, tried + 1) from error
            await asyncio.sleep(_wait(error, tried))
    raise AssertionError("the loop above returns or raises")


async def _once(speaker: Speaker, messages: list[BaseMessage], schema: type[BaseModel] | None) -> AIMessage:
    options: dict[str, Any] = dict(speaker.options)
    if schema is None:
        return await speaker.model.ainvoke(messages, **options)
    if speaker.mode == "tool":
        bound = speaker.model.bind_tools([schema], tool_choice=schema.__name__)
        return _from_tool(await bound.ainvoke(messages, **options))
    if speaker.mode == "json_schema":
        return await speaker.model.ainvoke(messages, response_format=schema_format(schema), **options)
    if speaker.mode == "json_object":
        options["response_format"] = {"type": "json_object"}
    return await speaker.model.ainvoke(_told(messages, schema), **options)


def _told(messages: list[BaseMessage], schema: type[BaseModel]) -> list[BaseMessage]:
    last = messages[-1]
    return [*messages[:-1], last.model_copy(update={"content": f"{last.text}\n\n{schema_in_words(schema)}"})]


def _from_tool(message: AIMessage) -> AIMessage:
    """Turn a forced tool call into the JSON text it stands for, with usage and finish reason kept."""
    if not message.tool_calls:
        return message
    args = orjson.dumps(message.tool_calls[0]["args"]).decode()
    return message.model_copy(update={"content": args, "tool_calls": []})


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _transient(error: BaseException) -> bool:
    status = _status(error)
    if status is not None:
        return status in _TRANSIENT or status >= 500
    named = {cls.__name__ for cls in type(error).__mro__}
    return isinstance(error, ConnectionError | TimeoutError) or bool(
        named & {"APIConnectionError", "APITimeoutError", "TransportError", "ClientConnectionError"}
    )


def _failure(error: BaseException, tries: int) -> ModelFailure:
    status = _status(error)
    said = " ".join(str(error).split())[:300] or type(error).__name__
    if status is None:
        kind: FailureKind = "unreachable" if _transient(error) else "error"
        return ModelFailure(kind, f"{type(error).__name__}: {said} ({tries} tries)")
    kind = _KINDS.get(status, "unreachable" if status >= 500 else "bad_request")
    return ModelFailure(kind, f"HTTP {status}: {said} ({tries} tries)")


def _wait(error: BaseException, tried: int) -> float:
    """Return the seconds the server asked for, or a doubling pause, with jitter."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {}) or {}
    try:
        asked = float(headers.get("retry-after", ""))
    except ValueError:
        asked = 0.0
    pause = max(asked, 0.5 * float(2**tried))
    return min(LONGEST_WAIT, pause * random.uniform(1.0, 1.25))
