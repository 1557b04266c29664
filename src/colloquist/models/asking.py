"""One request until it is answered: the shape a server understands, patience with its bad moments."""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any

import orjson
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel

from colloquist.models.failure import ModelFailure
from colloquist.models.outage import failure, in_words, passing, pause
from colloquist.models.reply import schema_format, schema_in_words
from colloquist.models.resolve import Speaker
from colloquist.state.budget import LimitReached
from colloquist.state.pace import NoPace
from colloquist.state.settings import Settings
from colloquist.state.trace import SETBACKS

_NO_SCHEMA = re.compile(r"response_format|json_schema|json_object|schema|grammar|structured|guided|tool", re.I)
_TOO_LONG = re.compile(r"context.{0,3}(length|window|size)|too (long|many tokens)|maximum.{0,20}tokens", re.I)


async def invoke(
    speaker: Speaker,
    messages: list[BaseMessage],
    schema: type[BaseModel] | None,
    settings: Settings,
) -> AIMessage:
    """Return the model's reply to `messages`, whatever its quality.

    A server that refuses a way of asking for JSON is asked in the next simpler one, and that is
    remembered. Raises ModelFailure when no reply came, LimitReached where the run may not ask any more.
    """
    while True:
        mode = speaker.mode
        try:
            return await _patiently(speaker, messages, schema, mode, settings)
        except ModelFailure as failed:
            refused = schema is not None and failed.kind == "bad_request" and _refuses_mode(failed)
            if not refused or settings.structured != "auto" or mode == "prompt":
                raise
            if speaker.mode == mode:  # another conversation may have stepped down already
                speaker.mode = "json_object" if mode == "json_schema" else "prompt"


def _refuses_mode(failed: ModelFailure) -> bool:
    said = str(failed.__cause__)
    return bool(_NO_SCHEMA.search(said)) and not _TOO_LONG.search(said)


async def _patiently(
    speaker: Speaker,
    messages: list[BaseMessage],
    schema: type[BaseModel] | None,
    mode: str,
    settings: Settings,
) -> AIMessage:
    """Ask until there is a reply. What the pace sits out costs no retry; it gives up by itself at some point."""
    pace = NoPace() if settings.batches else settings.pace  # batches take no turns: they are sent together
    turn = pace.turn(speaker.lane, _tokens(messages))
    seconds = None if settings.batches else settings.timeout
    tries = failed = 0
    while True:
        tries += 1
        try:
            async with turn:
                settings.budget.check()
                message = await _in_time(_once(speaker, messages, schema, mode), seconds)
                if message.usage_metadata:
                    turn.used(message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"])
                return message
        except LimitReached:
            raise
        except Exception as error:
            failed += not turn.spared
            if (setbacks := SETBACKS.get()) is not None:
                setbacks.append(in_words(error))
            if not passing(error) or failed > settings.retries:
                raise failure(error, tries, speaker.model) from error
            if not turn.spared:
                await asyncio.sleep(pause(error, failed - 1))


def _tokens(messages: list[BaseMessage]) -> int:
    """Return about how many tokens the messages are: four characters each."""
    return sum(len(message.content) for message in messages) // 4


async def _in_time(reply: Coroutine[Any, Any, AIMessage], seconds: float | None) -> AIMessage:
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
