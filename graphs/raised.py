"""What a strategy raised: its name, the line of its file, the node, and what was said, on one line."""

import traceback
from pathlib import Path

from langgraph.errors import GraphRecursionError


def raised(strategy: str, error: Exception, file: Path | None = None) -> str:
    """Return what went wrong in a strategy, with the line of its `file` and the node where these are known."""
    if isinstance(error, SyntaxError):
        return f"{strategy}, line {error.lineno}: {type(error).__name__}: {error.msg}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if _is(file, frame.filename)]
    where = [strategy, *(f"line {line}" for line in lines[-1:]), *_node(error)]
    return f"{', '.join(where)}: {_said(error)}"


def _said(error: Exception) -> str:
    """Return what an error says. Those of ours say all there is to say; LangGraph's end in an address."""
    if isinstance(error, GraphRecursionError):
        return "it goes round without coming to an end; look for an edge or a decision that always leads back"
    said = str(error).partition("\nFor troubleshooting, visit")[0]
    if _ours(error):
        return said
    return f"{type(error).__name__}: {said}".removesuffix(": ")


def _node(error: Exception) -> list[str]:
    """Return the node, as the machine noted it; an error of ours names it by itself."""
    notes = [] if _ours(error) else getattr(error, "__notes__", [])
    return [note for note in notes if note.startswith("node ")][:1]


def _ours(error: Exception) -> bool:
    return type(error).__module__.startswith("colloquist.")


def _is(file: Path | None, name: str) -> bool:
    return file is not None and Path(name) == file.resolve()
