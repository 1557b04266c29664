"""Sending the traces of a run afterwards: each conversation is played again, and no model is asked."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from colloquist.run.converse import Machine
from colloquist.run.folder import read_records
from colloquist.run.tracing.door import Door, Shut
from colloquist.run.tracing.options import Tracing, takes
from colloquist.run.tracing.problem import TraceError
from colloquist.run.tracing.replay import replayed
from colloquist.run.tracing.runs import packet, trace_id
from colloquist.run.tracing.sending import patiently_sent
from colloquist.run.tracing.sent import already, identity, noting


class Pushed(NamedTuple):
    """What a push came to. `bare` were sent from the record alone, without prompts and replies; `why` says why."""

    sent: int
    before: int
    left_out: int
    bare: int
    why: str
    place: str


def push_traces(
    run: str | Path,
    tracing: Tracing | None = None,
    *,
    strategy: str | Machine | None = None,
    watcher: Callable[[int], object] = lambda sent: None,
) -> Pushed:
    """Send the traces of a run to LangSmith: those that it takes by its share and that are not there yet.

    Raises TraceError when LangSmith cannot be reached or stops answering, RunFolderError when there is no run.
    """
    folder, tracing = Path(run), tracing or Tracing()
    name = identity(folder)
    try:
        door = Door(tracing)
    except Shut as shut:
        raise TraceError(f"nothing was sent: {shut}") from None
    sent = before = left_out = bare = 0
    why, there, note = "", already(door, folder), noting(door, folder)
    for record in read_records(folder):
        if not takes(tracing.part, record.id):
            left_out += 1
        elif str(id_ := trace_id(record, name)) in there:
            before += 1
        else:
            trace = replayed(folder, record, strategy)
            bare, why = bare + (trace.made == "record"), why or "".join(trace.notes)
            _sent(door, packet(record, trace, name), sent)
            note(id_)
            sent += 1
            watcher(sent)
    return Pushed(sent, before, left_out, bare, why, door.place)


def _sent(door: Door, plain: dict[str, object], before: int) -> None:
    try:
        patiently_sent(door, plain)
    except Shut as shut:
        raise TraceError(f"{before} traces were sent, then: {shut}; the same command goes on") from None
