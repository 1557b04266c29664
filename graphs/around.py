"""Around a node: its machine opens the dialogue for it, gives it settings, and looks at what it returns."""

import inspect
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial, wraps
from typing import Any

from langchain_core.runnables import Runnable
from langgraph.runtime import Runtime
from langgraph.types import Command, Send
from pydantic import ValidationError

from colloquist.prompts.manner import in_manner
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet, why_none

Node = Callable[..., Any]
Manner = str | Mapping[str, str]


class StrategyError(ValueError):
    """A strategy that cannot be used; the message says what is wrong, where, and what would do."""


RUNTIME = "__pregel_runtime"
"""Where LangGraph keeps what a run is told besides its state; while a state is edited there may be nothing."""


def around(name: str, node: Node, manner: Manner, keys: frozenset[str]) -> Node:
    """Return a node as its machine calls it.

    It finds the dialogue open, however little was given of it, and settings even where none are passed, and
    one that is not ours may return no other part of the dialogue than `keys`.
    """
    if isinstance(node, Runnable):
        return node
    returned = partial(_returned, name, None if _is_ours(node) else keys)
    return _called(node, manner, returned)


def _called(node: Node, manner: Manner, returned: Callable[[Any, dict[str, Any]], Any]) -> Node:
    """Return a function that opens the dialogue for `node`, and looks at what it `returned`."""

    def told(state: Any, given: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        runtime = given.get("runtime")
        if runtime and (manner or not runtime.context):
            settings = runtime.context or Settings()
            given["runtime"] = runtime.override(context=in_manner(settings, manner) if manner else settings)
        opening = _opening(state)
        return ({**state, **opening} if opening else state), opening

    if not inspect.iscoroutinefunction(node):

        @wraps(node)
        def plain(state: Any, **given: Any) -> Any:
            opened, opening = told(state, given)
            return returned(node(opened, **given), opening)

        return plain

    @wraps(node)
    async def awaited(state: Any, **given: Any) -> Any:
        opened, opening = told(state, given)
        return returned(await node(opened, **given), opening)

    return awaited


def deciding(path: Node, source: str, labels: Sequence[Hashable] | None) -> Node:
    """Return a function that decides, as its machine calls it: with settings where a state is edited, too.

    It may return no other label than `labels`, where these are told.
    """
    if isinstance(path, Runnable):
        return path
    called = _called(path, "", partial(_decided, f"{path.__name__}, after {source},", labels))
    if "runtime" not in inspect.signature(path).parameters:
        return called

    if inspect.iscoroutinefunction(path):

        @wraps(path)
        async def decides(state: Any, config: Any) -> Any:
            return await called(state, runtime=_runtime(config))
    else:

        @wraps(path)
        def decides(state: Any, config: Any) -> Any:
            return called(state, runtime=_runtime(config))

    # LangGraph passes what it finds in the signature, and refuses to run without a runtime that it has not.
    decides.__signature__ = inspect.signature(lambda state, config: None)  # type: ignore[attr-defined]
    return decides


def _runtime(config: Any) -> Runtime[Settings]:
    return config["configurable"].get(RUNTIME) or Runtime(context=Settings())


def _opening(state: Any) -> dict[str, Any]:
    """Return what a dialogue lacks of which only a text or a snippet was given, as a form has it."""
    if not isinstance(state, Mapping) or "status" in state:
        return {}
    given = state.get("snippet") or ""
    try:
        snippet = Snippet(text=given) if isinstance(given, str) else Snippet.model_validate(given)
    except ValidationError as error:
        why = why_none(error).lower()
        raise StrategyError(
            f'there is nothing to talk about ({why}): give a text, as in {{"snippet": "A relief valve opens ..."}}'
        ) from None
    opened = open_dialogue(snippet)
    return {key: value for key, value in opened.items() if key == "snippet" or not state.get(key)}


def _decided(what: str, labels: Sequence[Hashable] | None, said: Any, _: dict[str, Any]) -> Any:
    """Return what a decision said. LangGraph raises a bare KeyError for a label that leads nowhere."""
    for label in said if isinstance(said, list) else [said]:
        if labels is not None and not isinstance(label, Send) and label not in labels:
            raise StrategyError(
                f"the decision {what} returned {label!r}, which leads nowhere; "
                f"its labels are: {', '.join(map(str, labels))}"
            )
    return said


def _returned(name: str, keys: frozenset[str] | None, patch: Any, opening: dict[str, Any]) -> Any:
    """Return a patch with what was opened for it. LangGraph drops a misspelt part without a word."""
    if isinstance(patch, Command):
        return replace(patch, update=_returned(name, keys, patch.update, opening))
    if isinstance(patch, str | bytes | int | float):
        raise StrategyError(f"node {name} returned {patch!r:.60}; return a dict of what is new, or nothing")
    if not isinstance(patch, Mapping | None):
        return patch
    unknown = sorted(set(patch or ()) - keys) if keys is not None else []
    if unknown:
        raise StrategyError(
            f"node {name} returned {unknown[0]!r}, which is no part of the dialogue; "
            f"its parts are: {', '.join(sorted(keys or ()))}"
        )
    if not opening:
        return patch
    sources = [*opening.get("sources", []), *(patch or {}).get("sources", [])]
    return {**opening, **(patch or {}), "sources": sources}


def _is_ours(node: Node) -> bool:
    return str(getattr(node, "__module__", "")).startswith("colloquist.nodes.")
