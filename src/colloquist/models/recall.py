"""Asking through the journal: a reply that has arrived once, for the same words to the same model, is reused."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import orjson
from langchain_core.messages import AIMessage, BaseMessage

from colloquist.state.journal import Journal, NoJournal, Paid
from colloquist.state.settings import Settings


class Reply(NamedTuple):
    """A message, the seconds it took to come when it came, whether by batch, and whether from the journal."""

    message: AIMessage
    seconds: float
    batch: bool = False
    recalled: bool = False

    def paid(self, model: str) -> Paid:
        """Return what `model` was paid for it."""
        usage = self.message.usage_metadata
        if not usage or not (usage["input_tokens"] or usage["output_tokens"]):
            return Paid(model, 1, 1, 0, 0, 0, self.batch)
        cached = usage.get("input_token_details", {}).get("cache_read") or 0
        return Paid(model, 1, 0, usage["input_tokens"], cached, usage["output_tokens"], self.batch)


def request_key(about: Sequence[object], messages: Sequence[BaseMessage]) -> bytes:
    """Name a request by everything that could change its reply."""
    words = [[message.type, message.content] for message in messages]
    return hashlib.sha256(orjson.dumps([*about, words], default=str, option=orjson.OPT_SORT_KEYS)).digest()


async def recalled(
    settings: Settings, model: str, name: Callable[[], bytes], ask: Callable[[], Awaitable[Reply]]
) -> Reply:
    """Return the journal's reply to the request to `model` that `name` names, or ask and keep what comes."""
    journal = settings.journal
    if isinstance(journal, NoJournal):
        return await settings.floor.away(ask())
    key = name()
    kept = journal.recall(key)
    if kept is not None:
        return _read(kept)
    return await settings.floor.away(_asked(journal, key, model, ask))


async def _asked(journal: Journal, key: bytes, model: str, ask: Callable[[], Awaitable[Reply]]) -> Reply:
    reply = await ask()
    await journal.keep(key, _written(reply), reply.paid(model))
    return reply


def _written(reply: Reply) -> bytes:
    message = reply.message
    return orjson.dumps(
        {
            "content": message.content,
            "usage": message.usage_metadata,
            "finish": message.response_metadata.get("finish_reason")
            or message.response_metadata.get("stop_reason"),
            "refusal": message.additional_kwargs.get("refusal"),
            "seconds": reply.seconds,
            **({"batch": True} if reply.batch else {}),
        }
    )


def _read(kept: bytes) -> Reply:
    row = orjson.loads(kept)
    message = AIMessage(
        row["content"],
        usage_metadata=row["usage"],
        response_metadata={"finish_reason": row["finish"]},
        additional_kwargs={"refusal": row["refusal"]} if row["refusal"] else {},
    )
    return Reply(message, row["seconds"], row.get("batch", False), recalled=True)
