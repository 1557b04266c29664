"""The manifest: what a run is made of, and the refusal to go on with it as another one.

Two kinds of data must not mix in one folder, so the strategy (its file and graph too), settings and the texts
of the prompts have to stay; what can only stop a run or make it wait may differ from call to call.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from colloquist.prompts import fingerprint, names
from colloquist.run.lines import replace
from colloquist.run.problem import MadeOtherwise, RunFolderError
from colloquist.run.recording import plain_settings
from colloquist.state.settings import Settings

MANIFEST = "manifest.json"
SCHEMA_VERSION = 1
FREE = {
    # Where prompts stand says nothing: their fingerprints are compared.
    "settings": {"timeout", "retries", "prices", "max_calls", "max_tokens", "max_cost", "prompts"},
    "reading": {"limit"},
    # No conversation is made with these.
    "prompts": {"read_conversation", "weigh_pair"},
}
LATER = ("prompts", "strategy_fingerprint")
"""What older manifests do not say; it is compared where they do."""
_PACKAGES = ("colloquist", "langgraph", "langchain-core", "langchain-openai", "pydantic")


def about(
    inputs: Sequence[str | Path],
    strategy: str,
    strategy_fingerprint: str,
    settings: Settings,
    reading: dict[str, Any],
    **free: Any,
) -> dict[str, Any]:
    """Return what a run is made of, as JSON gives it back; what is `free` may differ from call to call."""
    says = {
        "id": str(uuid4()),
        **free,
        "inputs": [str(path) for path in inputs],
        "strategy": strategy,
        "strategy_fingerprint": strategy_fingerprint,
        "settings": plain_settings(settings),
        "prompts": {name: fingerprint(name, settings.prompts) for name in names()},
        "reading": reading,
        "versions": {package: version(package) for package in _PACKAGES},
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "input_changes": [],
        "seconds": 0.0,
    }
    plain: dict[str, Any] = orjson.loads(_json(says))
    return plain


def going_on(path: Path, now: dict[str, Any], *, begun: bool) -> dict[str, Any]:
    """Return `now` with what an earlier call said that still holds.

    A strategy that has brought no conversation to its end yet may be mended. Raises RunFolderError when the run
    was made otherwise, or when it has `begun` without a manifest.
    """
    if not path.exists():
        if begun:
            raise RunFolderError(
                f"{path.parent}: there are conversations but no {path.name} that says how they were made: "
                "restore it, or choose another folder"
            )
        return now
    before = read_manifest(path)
    for key in ("strategy", "settings", "reading", *LATER):
        mended = key == "strategy_fingerprint" and not begun
        if (key not in LATER or key in before) and not mended:
            _check_same(path.parent, key, before.get(key), now[key])
    return {**now, **{key: before[key] for key in ("id", "started", "input_changes", "seconds") if key in before}}


def write_manifest(path: Path, says: dict[str, Any]) -> dict[str, Any]:
    """Write a manifest in one piece and return what it says. Raises RunStopped when it cannot be written."""
    whole = {"schema_version": SCHEMA_VERSION, **says}
    replace(path, [_json(whole) + b"\n"])
    return whole


def read_manifest(path: Path) -> dict[str, Any]:
    """Return what a manifest says.

    Raises RunFolderError when there is none or it is not one.
    """
    try:
        says = orjson.loads(path.read_bytes())
    except OSError:
        raise RunFolderError(f"{path.parent}: no run here (there is no {path.name})") from None
    except orjson.JSONDecodeError as error:
        raise RunFolderError(f"{path}: not JSON ({error}); restore it, or choose another folder") from None
    form = says.get("schema_version") if isinstance(says, dict) else None
    if form != SCHEMA_VERSION:
        raise RunFolderError(
            f"{path}: written by another version of colloquist (form {form}, this one writes {SCHEMA_VERSION}): "
            "go on with that version, or choose another folder"
        )
    manifest: dict[str, Any] = says
    return manifest


def _check_same(folder: Path, key: str, before: Any, now: Any) -> None:
    if isinstance(before, dict) and isinstance(now, dict):
        for name in {**now, **before}:
            if before.get(name) != now.get(name) and name not in FREE.get(key, ()):
                what = f"prompt {name}.md in text" if key == "prompts" else name
                raise MadeOtherwise(_difference(folder, what, before.get(name), now.get(name)))
    elif before != now and key == "strategy_fingerprint":
        raise MadeOtherwise(
            f"{folder}: the strategy has been edited since this run began (its file, graph, manner or a node in "
            "it), and two kinds of data must not mix: choose another folder, or undo the edit"
        )
    elif before != now:
        raise MadeOtherwise(_difference(folder, key, before, now))


def _difference(folder: Path, what: str, before: Any, now: Any) -> str:
    return (
        f"{folder}: this run was made with {what} = {before!r}, not {now!r}: "
        "choose another folder, or what it was made with"
    )


def _json(says: Any) -> bytes:
    return orjson.dumps(says, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
