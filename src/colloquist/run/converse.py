"""One conversation from a snippet: awaited, in a plain call, or streamed turn by turn."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from difflib import get_close_matches
from queue import SimpleQueue
from typing import Any, TypeVar

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph
from pydantic import ValidationError

from colloquist.documents import InputError
from colloquist.graphs import file_of, load
from colloquist.graphs.fingerprint import fingerprint
from colloquist.models import check_models, check_prices
from colloquist.prompts import check_prompts
from colloquist.run.recording import record_of
from colloquist.run.tracing.one import TraceTo, Watch
from colloquist.show import Conversation, Step
from colloquist.state.dialogue import Dialogue, open_dialogue
from colloquist.state.settings import Settings, SettingsError
from colloquist.state.snippet import Snippet, why_none

Machine = CompiledStateGraph[Any, Any, Any, Any]
Result = TypeVar("Result")


async def aconverse(
    snippet: Snippet | str,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    trace: TraceTo = None,
    **options: Any,
) -> Conversation:
    """Grow one conversation from a snippet (or its bare text) and return its record.

    `options` are fields of Settings, such as model="gpt-4o-mini" or max_turns=8. With trace="local" the
    conversation keeps what was seen while it was made, for `cq.trace`; True or Tracing(...) sends it to
    LangSmith too, and so does LANGSMITH_TRACING.
    Raises SettingsError, StrategyError or PromptError for what cannot be run; a model that fails
    is no exception but a record whose status says so.
    """
    chosen = checked(settings, **options)
    graph, name = machine(strategy)
    began = time.perf_counter()
    opened = open_dialogue(as_snippet(snippet))
    watch = Watch(trace, str(opened["snippet"]["id"]))
    with watch.alone():
        about = config(opened, name, chosen, watch.watcher)
        ended: Any = await graph.ainvoke(opened, context=chosen, config=about)
    seconds = time.perf_counter() - began
    return watch.seen(record_of(ended, name, chosen, seconds, fingerprint(graph, file_of(name))))


def converse(
    snippet: Snippet | str,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    trace: TraceTo = None,
    **options: Any,
) -> Conversation:
    """Do what `aconverse` does in a plain call, inside a running event loop too."""
    return blocking(aconverse(snippet, strategy=strategy, settings=settings, trace=trace, **options))


async def astream(
    snippet: Snippet | str,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    trace: TraceTo = None,
    **options: Any,
) -> AsyncIterator[Step]:
    """Yield each step of a conversation as it happens; the last one carries the finished record."""
    chosen = checked(settings, **options)
    graph, name = machine(strategy)
    began = time.perf_counter()
    state: Dialogue = open_dialogue(as_snippet(snippet))
    node, patch = "", {}
    watch = Watch(trace, str(state["snippet"]["id"]))
    about = config(state, name, chosen, watch.watcher)
    with watch.alone():
        steps: AsyncIterator[Any] = graph.astream(
            state, context=chosen, config=about, stream_mode=["updates", "values"]
        )
    async for mode, part in steps:
        if mode == "updates":
            node, patch = next(iter(part.items()))
        elif node:
            state = part
            if node != "finish":
                yield Step.of(node, patch or {}, state)
    seconds = time.perf_counter() - began
    yield Step.last(watch.seen(record_of(state, name, chosen, seconds, fingerprint(graph, file_of(name)))))


def stream(
    snippet: Snippet | str,
    *,
    strategy: str | Machine = "conversation",
    settings: Settings | None = None,
    trace: TraceTo = None,
    **options: Any,
) -> Iterator[Step]:
    """Do what `astream` does in a plain loop, inside a running event loop too."""
    steps: SimpleQueue[Step | BaseException | None] = SimpleQueue()
    loop = asyncio.new_event_loop()

    async def feed() -> None:
        try:
            async for step in astream(snippet, strategy=strategy, settings=settings, trace=trace, **options):
                steps.put(step)
            steps.put(None)
        except BaseException as error:
            steps.put(error)

    feeding = loop.create_task(feed())
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(_run, loop, feeding)
        try:
            while (step := steps.get()) is not None:
                if isinstance(step, BaseException):
                    raise step
                yield step
        finally:
            # Whoever stops reading wants no more of it: what is not asked yet is not asked.
            if not feeding.done():
                loop.call_soon_threadsafe(feeding.cancel)


def _run(loop: asyncio.AbstractEventLoop, work: "asyncio.Task[None]") -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(_awaited(work))


async def _awaited(work: "asyncio.Task[None]") -> None:
    await work


def machine(strategy: str | Machine) -> tuple[Machine, str]:
    """Return a compiled graph and the name that records keep of it."""
    if isinstance(strategy, str):
        return load(strategy), strategy
    return strategy, strategy.name


def as_snippet(given: Snippet | str) -> Snippet:
    """Return a snippet; a bare text is one without a title. Raises InputError for a text without a sentence."""
    try:
        return given if isinstance(given, Snippet) else Snippet(text=given)
    except ValidationError as error:
        raise InputError(f"no snippet can be made of {given!r:.60}: {why_none(error)}") from None


def checked(settings: Settings | None, **options: Any) -> Settings:
    """Return the settings with `options` applied, after everything in them that can be checked for free.

    Raises SettingsError or PromptError.
    """
    chosen = with_options(settings, options)
    check_models(chosen)
    check_prices(chosen)
    check_prompts(chosen.prompts)
    return chosen


def with_options(settings: Settings | None, options: Mapping[str, Any]) -> Settings:
    """Return the settings with `options` in place of theirs. Raises SettingsError for one that does not exist."""
    known = [field.name for field in fields(Settings)]
    for name in options:
        if name not in known:
            near = get_close_matches(name, known, 1)
            would_do = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(known))}"
            raise SettingsError(f"there is no setting {name!r}; {would_do}")
    return replace(settings or Settings(), **options)


def config(
    opened: Dialogue, strategy: str, settings: Settings, watcher: BaseCallbackHandler | None = None
) -> RunnableConfig:
    """Return the run configuration: how a trace is named, who watches, and a last resort against loops."""
    steps = (settings.max_turns * 3 + 8) * (settings.max_branches + 1) + 2 * settings.max_repairs + 10
    snippet = opened["snippet"]["id"]
    return RunnableConfig(
        run_name=f"{strategy} {snippet}",
        tags=[f"strategy:{strategy}"],
        metadata={"snippet_id": snippet, "strategy": strategy, "seed": settings.seed},
        recursion_limit=steps,
        **({"callbacks": [watcher]} if watcher else {}),
    )


def blocking(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, in a thread of its own when this one already runs an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
