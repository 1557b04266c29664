"""A strategy's fingerprint: what would have to change for its conversations to be made otherwise."""

import hashlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

from langgraph.graph.state import CompiledStateGraph

from colloquist.graphs.machine import Compiled, Machine


def fingerprint(graph: Compiled, file: Path | None = None) -> str:
    """Return 12 hex digits that name a strategy as it is now.

    They name the text of its `file`, if it has one, the nodes and edges of its graph, its manner, and the source
    of each node and decision that is not ours. What these call elsewhere is not looked at.
    """
    parts = [file.read_text(encoding="utf-8") if file else "", *_parts(graph)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _parts(graph: Compiled) -> Iterator[str]:
    """Yield what a graph is made of, in an order that does not depend on how it was put together."""
    built = graph.builder
    if isinstance(built, Machine):
        yield repr(built.manner if isinstance(built.manner, str) else sorted(built.manner.items()))
    yield repr(sorted(built.edges))
    yield repr(sorted((sorted(starts), end) for starts, end in built.waiting_edges))
    for name, node in sorted(built.nodes.items()):
        yield f"{name}: {_code_of(node.runnable)}"
    for source, branches in sorted(built.branches.items()):
        for label, branch in sorted(branches.items()):
            yield f"{source}, {label}: {sorted((branch.ends or {}).items(), key=str)} {_code_of(branch.path)}"


def _code_of(runnable: Any) -> str:
    """Return what a node or a decision does: the name of ours, the code of a user's."""
    if isinstance(runnable, CompiledStateGraph):
        return "\0".join(_parts(runnable))
    function = getattr(runnable, "func", None) or getattr(runnable, "afunc", None) or runnable
    function = inspect.unwrap(function)
    module = str(getattr(function, "__module__", ""))
    name = str(getattr(function, "__qualname__", type(function).__qualname__))
    if module.startswith("colloquist."):
        return f"{module}.{name}"
    code = getattr(function, "__code__", None)
    if code is None:
        return f"{module}.{name}"
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):  # typed into a console, or made by exec
        return f"{name} {_said(code)}"


def _said(code: CodeType) -> str:
    """Return what a function without a source says, without where it stands."""
    consts = [_said(const) if isinstance(const, CodeType) else _plain(const) for const in code.co_consts]
    return f"{code.co_code.hex()} {consts} {code.co_names}"


def _plain(const: object) -> str:
    return repr(sorted(map(repr, const)) if isinstance(const, frozenset) else const)
