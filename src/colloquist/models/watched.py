"""A call that somebody traces: one run for each reply, with what became of it once it was read.

The run that LangChain makes ends before anybody has looked at the reply, and a reply from the journal has
none. So tracers are told by us, and only by us; whoever else listens (token streams, counters of usage)
hears LangChain as always. Where nobody traces, none of this happens.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from langchain_core.callbacks import AsyncCallbackManager, BaseCallbackHandler
from langchain_core.callbacks.base import BaseCallbackManager
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables.config import var_child_runnable_config
from langchain_core.tracers.base import BaseTracer
from langsmith import tracing_context

from colloquist.state.dialogue import Call
from colloquist.state.trace import PROMPT, SETBACKS

Result = TypeVar("Result")


class Onlooker(BaseCallbackHandler):
    """A tracer of ours: sees the nodes of a graph as LangChain tells of them, and the calls as we do."""

    run_inline = True


class Heard(NamedTuple):
    """What came of a request so far: the reply, what it cost, and whether it came from the journal."""

    message: AIMessage
    call: Call
    recalled: bool


class Tracers(NamedTuple):
    """The tracers at work around a step of a graph, and the callbacks without them."""

    manager: AsyncCallbackManager
    others: BaseCallbackManager

    async def watch(
        self,
        work: Callable[[], Awaitable[Result]],
        messages: Sequence[BaseMessage],
        about: dict[str, Any],
        heard: Callable[[], Heard | None],
    ) -> Result:
        """Do the work of one request within a run of its own; `heard` says what came of it."""
        setbacks: list[str] = []
        noted = SETBACKS.set(setbacks)
        told = {**about, "prompt": PROMPT.get()}
        manager = AsyncCallbackManager(
            self.manager.handlers,
            parent_run_id=self.manager.parent_run_id,
            tags=[*self.manager.tags, f"role:{about['role']}"],
            metadata={**self.manager.metadata, **told, "ls_model_name": about["model"], "ls_model_type": "chat"},
        )
        named = {"name": about["role"], "invocation_params": {"model": about["model"]}}
        [run] = await manager.on_chat_model_start({"name": about["model"]}, [list(messages)], **named)
        try:
            with self._alone():
                result = await work()
        except BaseException as error:
            await run.on_llm_error(error, response=_result(heard(), setbacks))
            raise
        finally:
            SETBACKS.reset(noted)
        await run.on_llm_end(_result(heard(), setbacks))
        return result

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let what is asked within go unseen by the tracers: they are told already."""
        around = var_child_runnable_config.get() or {}
        reset = var_child_runnable_config.set({**around, "callbacks": self.others})
        try:
            with tracing_context(enabled=False):
                yield
        finally:
            var_child_runnable_config.reset(reset)


def tracers() -> Tracers | None:
    """Return the tracers around the running step, or None where there are none."""
    around = var_child_runnable_config.get()
    callbacks = around.get("callbacks") if around else None
    if not isinstance(callbacks, AsyncCallbackManager):
        return None
    tracing: list[BaseCallbackHandler] = [
        handler for handler in callbacks.handlers if isinstance(handler, BaseTracer | Onlooker)
    ]
    if not tracing:
        return None
    others = callbacks.copy()
    others.handlers = [handler for handler in others.handlers if handler not in tracing]
    others.inheritable_handlers = [one for one in others.inheritable_handlers if one not in tracing]
    manager = AsyncCallbackManager(
        tracing, parent_run_id=callbacks.parent_run_id, tags=callbacks.tags, metadata=callbacks.metadata
    )
    return Tracers(manager, others)


def _result(heard: Heard | None, setbacks: list[str]) -> LLMResult:
    """Return a reply as tracers take it: usage with its price, and beside it what became of it."""
    if heard is None:
        return LLMResult(generations=[], llm_output={"setbacks": setbacks})
    message, call, recalled = heard
    usage = message.usage_metadata
    if usage and call["cost"] is not None:
        message = message.model_copy(update={"usage_metadata": {**usage, "total_cost": call["cost"]}})
    said = {**call, "recalled": recalled, "setbacks": setbacks}
    return LLMResult(generations=[[ChatGeneration(message=message)]], llm_output=said)
