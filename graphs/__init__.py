"""The strategies: one file each, with a `build()`; a folder listing is the registry.

A strategy is named by its file (`conversation`), by a path (`my/own.py`) or by path and function
(`my/own.py:build`).
"""

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from langgraph.graph.state import CompiledStateGraph

NOT_STRATEGIES = {"__init__", "machine"}


class StrategyError(ValueError):
    """A strategy that cannot be loaded; the message says where it was looked for and what would do."""


def strategies() -> list[str]:
    """Return the names of the strategies in the box, sorted."""
    found = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return sorted(found - NOT_STRATEGIES)


def load(name: str) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the compiled graph of a strategy.

    Raises StrategyError for a name, file or function that is not there, or that builds no graph.
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
    try:
        graph = build()
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
