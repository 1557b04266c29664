"""One request until it is answered: the shape a server understands, patience with its bad moments."""

import asyncio
import random
import re
from collections.abc import Coroutine, Mapping
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel, SecretStr

from colloquist.models.failure import FailureKind, ModelFailure
from colloquist.models.reply import schema_format, schema_in_words
from colloquist.models.resolve import Speaker
from colloquist.state.settings import Settings

_TRANSIENT = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_NO_SCHEMA = re.compile(r"response_format|json_schema|json_object|schema|grammar|structured|guided|tool", re.I)
_TOO_LONG = re.compile(r"context.{0,3}(length|window|size)|too (long|many tokens)|maximum.{0,20}tokens", re.I)
_OTHER_LOOP = re.compile(r"Event loop is closed|different (event )?loop")
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
            return await _patiently(speaker, messages, schema, mode, settings)
        except ModelFailure as failure:
            refused = schema is not None and failure.kind == "bad_request" and _refuses_mode(failure)
            if not refused or settings.structured != "auto" or mode == "prompt":
                raise
            if speaker.mode == mode:  # another conversation may have stepped down already
                speaker.mode = "json_object" if mode == "json_schema" else "prompt"


def _refuses_mode(failure: ModelFailure) -> bool:
    said = str(failure.__cause__)
    return bool(_NO_SCHEMA.search(said)) and not _TOO_LONG.search(said)


async def _patiently(
    speaker: Speaker,
    messages: list[BaseMessage],
    schema: type[BaseModel] | None,
    mode: str,
    settings: Settings,
) -> AIMessage:
    for tried in range(settings.retries + 1):
        try:
            return await _in_time(_once(speaker, messages, schema, mode), settings.timeout)
        except Exception as error:
            if not _transient(error) or tried == settings.retries:
                raise _failure(error, tried + 1, speaker) from error
            await asyncio.sleep(_wait(error, tried))
    raise AssertionError("the loop above returns or raises")


async def _in_time(reply: Coroutine[Any, Any, AIMessage], seconds: float) -> AIMessage:
    """Wait for the whole reply: a client's own timeout starts anew with every byte that comes."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await reply
    except TimeoutError:
        if not limit.expired():
            raise
        raise TimeoutError(f"no reply within {seconds:g} s") from None


async def _once(
    speaker: Speaker, messages: list[BaseMessage], schema: type[BaseModel] | None, mode: str
) -> AIMessage:
    options: dict[str, Any] = dict(speaker.options)
    if schema is None:
        return await speaker.model.ainvoke(messages, **options)
    if mode == "tool":
        bound = speaker.model.bind_tools([schema], tool_choice=schema.__name__)
        return _from_tool(await bound.ainvoke(messages, **options))
    if mode == "json_schema":
        return await speaker.model.ainvoke(messages, response_format=schema_format(schema), **options)
    if mode == "json_object":
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
    if isinstance(error, RuntimeError) and _OTHER_LOOP.search(str(error)):
        return True  # a connection that a model kept from an earlier loop; it is dropped by this failure
    named = {cls.__name__ for cls in type(error).__mro__}
    return isinstance(error, ConnectionError | TimeoutError) or bool(
        named
        & {"APIConnectionError", "TransportError", "ClientConnectionError", "JSONDecodeError", "NoCompletion"}
    )


def _failure(error: BaseException, tries: int, speaker: Speaker) -> ModelFailure:
    status = _status(error)
    said = " ".join(_without_keys(str(error), speaker).split())[:300] or type(error).__name__
    lost: FailureKind | None = "unreachable" if _transient(error) else None
    if status is None:
        return ModelFailure(lost or "error", f"{type(error).__name__}: {said} ({tries} tries)")
    kind = _KINDS.get(status) or lost or "bad_request"
    return ModelFailure(kind, f"HTTP {status}: {said} ({tries} tries)")


def _without_keys(said: str, speaker: Speaker) -> str:
    """Take out the model's secrets: some servers repeat a wrong key, and failures are written to files."""
    for value in vars(speaker.model).values():
        if isinstance(value, SecretStr) and value.get_secret_value():
            said = said.replace(value.get_secret_value(), "***")
    return said


def _wait(error: BaseException, tried: int) -> float:
    """Return the seconds the server asked for, or a doubling pause, with jitter."""
    headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {}) or {}
    try:
        asked = float(headers.get("retry-after", ""))
    except ValueError:
        asked = 0.0
    pause = max(asked, 0.5 * float(2**tried))
    return min(LONGEST_WAIT, pause * random.uniform(1.0, 1.25))
