"""The strategies: one file each, with a `build()`; a folder listing is the registry.

A strategy is named by its file (`conversation`), by a path (`my/own.py`) or by path and function
(`my/own.py:build`).
"""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langgraph.graph.state import CompiledStateGraph

from colloquist.graphs.machine import StrategyError

__all__ = ["StrategyError", "load", "strategies"]

NOT_STRATEGIES = {"__init__", "machine"}


def strategies() -> list[str]:
    """Return the names of the strategies in the box, sorted."""
    found = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return sorted(found - NOT_STRATEGIES)


def load(name: str, **own: Callable[..., Any]) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the compiled graph of a strategy; `own` are nodes in place of those of the same name.

    Raises StrategyError for a name, file or function that is not there, for a node it has no place for, or
    when no graph is built.
    """
    file, _, function = name.partition(".py:")
    if name.endswith(".py") or function:
        module = _from_file(Path(f"{file.removesuffix('.py')}.py"))
    elif name in strategies():
        module = importlib.import_module(f"colloquist.graphs.{name}")
    else:
        raise StrategyError(
            f"no strategy is called {name!r}; there are: {', '.join(strategies())}, or a file: my_own.py:build"
        )
    build = getattr(module, function or "build", None)
    if not callable(build):
        raise StrategyError(f"{name}: there is no function {function or 'build'}() in it")
    if own and not any(p.kind is p.VAR_KEYWORD for p in inspect.signature(build).parameters.values()):
        raise StrategyError(
            f"{name}: {function or 'build'}() takes no nodes of yours; write def {function or 'build'}(**own) "
            "and hand them on: machine(own=own), conversation(..., **own)"
        )
    try:
        graph = build(**own)
    except StrategyError:
        raise
    except Exception as error:
        raise StrategyError(f"{name}: {function or 'build'}() raised {type(error).__name__}: {error}") from error
    if not isinstance(graph, CompiledStateGraph):
        raise StrategyError(
            f"{name}: {function or 'build'}() returned {type(graph).__name__}, not a compiled graph"
        )
    return graph


def _from_file(path: Path) -> Any:
    if not path.is_file():
        raise StrategyError(f"{path}: no such strategy file")
    name = f"colloquist_strategy_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise StrategyError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise StrategyError(f"{path}: {type(error).__name__}: {error}") from error
    return module
