"""What of a run was sent where: a line per trace in its folder, so that a later push sends only the rest."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from colloquist.run.lines import append, line, rows
from colloquist.run.manifest import MANIFEST, read_manifest
from colloquist.run.problem import RunStopped
from colloquist.run.tracing.door import Door
from colloquist.run.tracing.runs import NAMESPACE
from colloquist.run.tracing.sending import Traces

TRACES = "traces.jsonl"


def identity(folder: Path) -> str:
    """Return what tells a run from every other one, wherever its folder is moved."""
    return identity_in(read_manifest(folder / MANIFEST))


def identity_in(manifest: dict[str, Any]) -> str:
    """Return the identity that a manifest gives its run; an older one has none of its own."""
    made_of = (manifest.get("started"), manifest["strategy"], manifest["settings"], manifest["inputs"])
    return str(manifest.get("id") or uuid5(NAMESPACE, repr(made_of)))


def traces_of(door: Door | None, folder: Path) -> Traces:
    """Return what sends the traces of the run in `folder`, and notes there what was sent."""
    return Traces(door, noting(door, folder) if door else lambda trace: None)


def noting(door: Door, folder: Path) -> Callable[[UUID], None]:
    """Return what notes that a trace went through a door."""
    where = _where(door)

    def note(trace: UUID) -> None:
        with suppress(RunStopped):  # a trace that is sent again is the same one
            append(folder / TRACES, line({"trace": str(trace), **where}))

    return note


def already(door: Door, folder: Path) -> set[str]:
    """Return the ids of the traces that went through a door before."""
    where = _where(door)
    return {row["trace"] for _, row in rows(folder / TRACES) if {**row, **where} == row}


def _where(door: Door) -> dict[str, str]:
    return {"project": door.tracing.into, "endpoint": door.client.api_url}


def later(folder: str | Path) -> str:
    """Return what to do about traces that a run did not send."""
    return f"nothing is lost: colloquist traces push {folder} sends what is missing"
