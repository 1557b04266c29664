"""Asking a model: the one place where a node's messages leave and a usable reply comes back.

Guards are checked first, every reply is counted, a reply that cannot be used is asked for again with
what was wrong, and what still fails after that raises: it can never be taken for an answer.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TypeVar

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from pydantic import BaseModel

from colloquist.models.asking import invoke
from colloquist.models.failure import ModelFailure, OutOfBudget, Unusable
from colloquist.models.prices import cost_of
from colloquist.models.recall import Reply, recalled, request_key
from colloquist.models.reply import read_json, usable_text
from colloquist.models.resolve import chat_model
from colloquist.models.watched import Heard, tracers
from colloquist.state.dialogue import Call, Dialogue
from colloquist.state.limits import overspent
from colloquist.state.settings import Role, Settings

Value = TypeVar("Value", bound=BaseModel)
Result = TypeVar("Result")


@dataclass
class _Beside:
    """What the callers that ask at the same time have had, and how many of them wait.

    It does not know the callers: one that knew itself would stay, with its reply, until garbage is looked for.
    """

    calls: list[list[Call]]
    waiting: int = 0


class Caller:
    """What one node asks during one visit. `calls` are the replies so far, for the node's patch."""

    def __init__(self, node: str, dialogue: Dialogue, settings: Settings) -> None:
        """Bind a caller to the node that asks and to what was spent before it."""
        self.node = node
        self.settings = settings
        self.calls: list[Call] = []
        self._spent = dialogue["calls"]
        self._path = dialogue["paths"][-1]["id"] if dialogue["paths"] else "p1"
        self._beside = _Beside([self.calls])
        self._sample = 0
        self._heard: Heard | None = None

    def side_by_side(self, count: int) -> "list[Caller]":
        """Return callers that ask at the same time, each for a sample of its own, all within the same budget."""
        callers = [copy(self) for _ in range(count)]
        beside = _Beside([[] for _ in callers])
        for number, caller in enumerate(callers):
            caller.calls, caller._beside, caller._sample = beside.calls[number], beside, number
            caller._spent = [*self._spent, *self.calls]
        return callers

    async def all_of(self, asks: Sequence[Callable[["Caller"], Awaitable[Result]]]) -> list[Result]:
        """Return what came of `asks`, each made at the same time by a caller of its own, in their order.

        Whatever stops one of them, the others are heard out: their replies are paid for. Raises as `text` does.
        """
        callers = self.side_by_side(len(asks))
        work = [ask(one) for ask, one in zip(asks, callers, strict=True)]
        results = await asyncio.gather(*work, return_exceptions=True)
        self.calls += [call for one in callers for call in one.calls]
        found: list[Result] = []
        for result in results:
            if isinstance(result, BaseException):
                if isinstance(result, ModelFailure | OutOfBudget):
                    result.calls = self.calls
                raise result
            found.append(result)
        return found

    async def text(
        self, role: Role, messages: Sequence[BaseMessage], check: Callable[[str], object] = lambda text: None
    ) -> str:
        """Return what the model of `role` says, as plain text; `check` may raise Unusable to refuse it.

        Raises OutOfBudget before a call that a guard forbids, ModelFailure when no reply was usable.
        """

        def read(message: AIMessage) -> str:
            text = usable_text(message)
            check(text)
            return text

        return await self._ask(role, messages, None, read)

    async def value(
        self,
        role: Role,
        messages: Sequence[BaseMessage],
        schema: type[Value],
        check: Callable[[Value], object] = lambda value: None,
    ) -> Value:
        """Return a `schema` object from the model of `role`; `check` may raise Unusable to refuse it.

        Raises as `text` does.
        """

        def read(message: AIMessage) -> Value:
            value = read_json(usable_text(message), schema)
            check(value)
            return value

        return await self._ask(role, messages, schema, read)

    async def _ask(
        self,
        role: Role,
        messages: Sequence[BaseMessage],
        schema: type[BaseModel] | None,
        read: Callable[[AIMessage], Result],
    ) -> Result:
        asked, fault = list(messages), Unusable("error", "never asked")
        traced = tracers()
        for attempt in range(self.settings.tries):
            self._check_guards()
            self._heard = None
            once = partial(self._once, role, asked, schema, attempt, read)
            try:
                if traced is None:
                    return await once()
                return await traced.watch(once, asked, self._facts(role, schema, attempt), lambda: self._heard)
            except Unusable as unusable:
                fault = unusable
                asked = _corrected(messages, self._said(), unusable)
        raise self._failed(ModelFailure(fault.kind, f"{fault} ({self.settings.tries} tries)"))

    def _check_guards(self) -> None:
        made = [*self._spent, *chain(*self._beside.calls)]
        stop = overspent(made, self.settings, 1 + self._beside.waiting)
        if stop:
            raise OutOfBudget(stop, self.calls)

    async def _once(
        self,
        role: Role,
        messages: list[BaseMessage],
        schema: type[BaseModel] | None,
        attempt: int,
        read: Callable[[AIMessage], Result],
    ) -> Result:
        """Return what one reply holds. Raises Unusable, once that has been counted, or ModelFailure."""
        message = await self._reply(role, messages, schema, attempt)
        try:
            return read(message)
        except Unusable as unusable:
            self.calls[-1]["outcome"] = unusable.kind
            raise

    async def _reply(
        self, role: Role, messages: list[BaseMessage], schema: type[BaseModel] | None, attempt: int
    ) -> AIMessage:
        self._beside.waiting += 1
        try:
            reply = await recalled(
                self.settings,
                self.settings.model_name(role),
                lambda: request_key(self._about(role, schema, attempt), messages),
                lambda: self._sent(role, messages, schema),
            )
        except ModelFailure as failure:
            raise self._failed(failure) from failure.__cause__
        finally:
            self._beside.waiting -= 1
        self.calls.append(self._counted(role, reply))
        self._heard = Heard(reply.message, self.calls[-1], reply.recalled)
        return reply.message

    def _said(self) -> AIMessage:
        assert self._heard, "a reply that cannot be used has come"
        return self._heard.message

    def _facts(self, role: Role, schema: type[BaseModel] | None, attempt: int) -> dict[str, object]:
        """Return what a trace says of a request before it is sent."""
        shape = {"schema": schema.__name__} if schema else {}
        where = {"node": self.node, "path_id": self._path, "attempt": attempt, "sample": self._sample}
        return {"role": role, "model": self.settings.model_name(role), **where, **shape}

    def _about(self, role: Role, schema: type[BaseModel] | None, attempt: int) -> tuple[object, ...]:
        """Return what besides the words could change a reply: who is asked, how, and for which try."""
        own = self.settings.of(role)
        sample = (self._sample,) if self._sample else ()
        how = (None, own.base_url, own.temperature, own.top_p, own.max_output_tokens, dict(own.extra))
        return (self.settings.model_name(role), *how, schema.__name__ if schema else "", attempt, *sample)

    async def _sent(self, role: Role, messages: list[BaseMessage], schema: type[BaseModel] | None) -> Reply:
        with self.settings.budget.room():
            began = time.perf_counter()
            message = await invoke(chat_model(self.settings, role), messages, schema, self.settings)
            reply = Reply(message, round(time.perf_counter() - began, 4), self.settings.batches is not None)
            self.settings.budget.add(self._counted(role, reply))
        return reply

    def _failed(self, failure: ModelFailure) -> ModelFailure:
        failure.calls = self.calls
        return failure

    def _counted(self, role: Role, reply: Reply) -> Call:
        usage = reply.message.usage_metadata
        cached = usage.get("input_token_details", {}).get("cache_read", 0) if usage else 0
        name = self.settings.model_name(role)
        tokens = (usage["input_tokens"], cached, usage["output_tokens"]) if usage else (0, 0, 0)
        return Call(
            node=self.node,
            role=role,
            path_id=self._path,
            model=name,
            outcome="ok",
            input_tokens=tokens[0],
            cached_tokens=cached,
            output_tokens=tokens[2],
            cost=cost_of(name, *tokens, table=self.settings.prices, batch=reply.batch) if usage else None,
            seconds=reply.seconds,
        )


def _corrected(messages: Sequence[BaseMessage], message: AIMessage, fault: Unusable) -> list[BaseMessage]:
    """Return the request again, with the reply and what was wrong with it; speakers always alternate."""
    note = f"That reply cannot be used: {fault}. Give the whole reply again, with that mended."
    if message.text.strip():
        return [*messages, AIMessage(message.text), HumanMessage(note)]
    return [*messages[:-1], HumanMessage(f"{messages[-1].text}\n\n{note}")]
