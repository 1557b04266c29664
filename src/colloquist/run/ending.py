"""The ending of a conversation: its lines as the run folder takes them, and the little that a run counts of it.

A record is turned into bytes where it was made, by one process out of several, and written as it came.
"""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from colloquist.run.derived import DERIVED, FAILURES, RECORDS
from colloquist.run.diversity.opening import openings_in
from colloquist.run.integrity import integrity_of
from colloquist.run.lines import line
from colloquist.run.training import failure
from colloquist.state.record import SCHEMA_VERSION, Record

ENDS = frozenset({"done", "rejected", "failed"})


class Ending(NamedTuple):
    """How a snippet ended. `packed` are whole lines to append to files of the run folder, `lengths` those of each.

    They are compressed: thousands may have to wait for a slow conversation before them. So is `traced`, the
    runs of its trace where it is among those that are traced.
    """

    id: str
    status: str
    accepted: int
    dropped: int
    stops: tuple[str, ...]
    usage: Mapping[str, float | int | None]
    integrity: Mapping[str, int]
    openings: tuple[str, ...] = ()
    lengths: tuple[tuple[str, int], ...] = ()
    packed: bytes = b""
    traced: bytes = b""

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Yield files and what to append to them, in order."""
        said, at = zlib.decompress(self.packed) if self.packed else b"", 0
        for name, length in self.lengths:
            yield name, said[at : at + length]
            at += length


def ending_of(record: Record) -> Ending:
    """Return the ending that a record is, with all its lines.

    The record comes first: what a stop leaves out after it is derived from it, and put back on resume.
    """
    whole = record.model_dump(mode="json")
    if record.status == "done":
        derived = [(name, b"".join(map(line, of.rows(record)))) for name, of in DERIVED.items()]
        lines = [(RECORDS, line(whole)), *derived]
    else:
        reason = "; ".join(record.reasons)
        row = failure(record.status, record.snippet.source, reason, id=record.id, record=whole)
        lines = [(FAILURES, line(row))]
    lengths = tuple((name, len(said)) for name, said in lines if said)
    packed = zlib.compress(b"".join(said for _, said in lines), 1)
    return _counted(whole)._replace(lengths=lengths, packed=packed)


def ending_in(row: Any) -> Ending | None:
    """Return the ending that a record's row tells of, without its lines, or None when it is no such row.

    Whatever it does not count it does not look at: a run that goes on has no time to check every record.
    """
    try:
        return _counted(row) if row["schema_version"] == SCHEMA_VERSION else None
    except (KeyError, TypeError):
        return None


def _counted(row: Mapping[str, Any]) -> Ending:
    if row["status"] not in ENDS or not isinstance(row["id"], str):
        raise TypeError("not the row of a record")
    accepted = sum(path["accepted"] is True for path in row["paths"])
    return Ending(
        id=row["id"],
        status=row["status"],
        accepted=accepted,
        dropped=len(row["paths"]) - accepted,
        stops=tuple(path["stop"]["reason"] for path in row["paths"]),
        usage={**row["usage"]},
        integrity=integrity_of(row),
        openings=tuple(openings_in(row)),
    )
