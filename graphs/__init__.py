"""The strategies: one file each, with a `build()`; a folder listing is the registry.

A strategy is named by its file (`conversation`), by a path (`my/own.py`) or by path and function
(`my/own.py:build`).
"""

import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from langgraph.graph.state import CompiledStateGraph

from colloquist.graphs.machine import StrategyError
from colloquist.graphs.raised import raised

__all__ = ["StrategyError", "file_of", "load", "strategies"]

NOT_STRATEGIES = {"__init__", "around", "fingerprint", "machine", "raised"}


def strategies() -> list[str]:
    """Return the names of the strategies in the box, sorted."""
    found = {path.stem for path in Path(__file__).parent.glob("*.py")}
    return sorted(found - NOT_STRATEGIES)


def load(name: str, **own: Callable[..., Any]) -> CompiledStateGraph[Any, Any, Any, Any]:
    """Return the compiled graph of a strategy; `own` are nodes in place of those of the same name.

    Raises StrategyError for a name, file or function that is not there, for a node it has no place for, or
    when no graph is built.
    """
    file, function = _split(name)
    if file:
        module = _from_file(file)
    elif name in strategies():
        module = importlib.import_module(f"colloquist.graphs.{name}")
    else:
        near = f"did you mean {name}.py?" if Path(f"{name}.py").is_file() else "or a file: my_own.py:build"
        raise StrategyError(f"no strategy is called {name!r}; there are: {', '.join(strategies())}, {near}")
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
        raise StrategyError(raised(name, error, file)) from error
    if not isinstance(graph, CompiledStateGraph):
        raise StrategyError(
            f"{name}: {function or 'build'}() returned {type(graph).__name__}, not a compiled graph"
        )
    return graph


def file_of(name: str) -> Path | None:
    """Return the file that a strategy of that name is written in, or None where there is none."""
    file = _split(name)[0] or Path(__file__).parent / f"{name}.py"
    return file if file.is_file() else None


def _split(name: str) -> tuple[Path | None, str]:
    """Return the file that a name names, if it does, and the function in it, if that is named too."""
    file, _, function = name.partition(".py:")
    if not name.endswith(".py") and not function:
        return None, ""
    return Path(f"{file.removesuffix('.py')}.py"), function


def _from_file(path: Path) -> ModuleType:
    """Return the module that a file is now; Python's own loader keeps code, and misses a very quick edit."""
    if not path.is_file():
        raise StrategyError(f"{path}: no such strategy file")
    module = ModuleType(f"colloquist_strategy_{path.stem}")
    module.__file__ = str(path.resolve())
    sys.modules[module.__name__] = module
    try:
        exec(compile(path.read_bytes(), module.__file__, "exec"), module.__dict__)
    except Exception as error:
        raise StrategyError(raised(str(path), error, path)) from error
    return module
