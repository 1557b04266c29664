"""The readings: every accepted path of every contestant, read once by one and the same reader."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from colloquist.nodes.path_reading import read_path
from colloquist.run.check import as_turn, met
from colloquist.run.comparison.appraiser import Appraiser
from colloquist.run.comparison.made import Made
from colloquist.run.lines import rewrite
from colloquist.state.budget import LimitReached
from colloquist.state.reading import PathReading
from colloquist.state.record import Record, RecordPath
from colloquist.state.sentences import split_sentences

READINGS = "readings.jsonl"
Records = Mapping[str, Sequence[Record]]
ByLabel = dict[str, dict[str, Made]]


async def readings(
    records: Records, appraiser: Appraiser, out: Path, seen: Callable[[int, int], object]
) -> tuple[ByLabel, list[str], LimitReached | None]:
    """Return what was made by contestant and snippet, why paths could not be read, and the limit that was met.

    What is noted down is written to `out`, sentence by sentence. `seen` is told how many are read, of how many.
    """
    paths = [(label, record, path) for label, own in records.items() for record in own for path in record.accepted]
    found, reached = await appraiser.each(
        [lambda record=record, path=path: _read(appraiser, record, path) for _, record, path in paths],  # type: ignore[misc]
        lambda ended: seen(ended, len(paths)),
    )
    made = {label: {record.id: Made(record, {}) for record in own} for label, own in records.items()}
    rows, faults = list[dict[str, Any]](), list[str]()
    for (label, record, path), reading in zip(paths, found, strict=True):
        if isinstance(reading, PathReading):
            own = made[label][record.id]
            made[label][record.id] = Made(record, {**own.readings, path.id: reading})
            rows.append(_row(label, record, path, reading))
        elif reading is not None:
            faults.append(f"{label}, {record.id}/{path.id}: {reading}")
    rewrite(out / READINGS, rows)
    return made, faults, reached


async def _read(appraiser: Appraiser, record: Record, path: RecordPath) -> PathReading:
    turns = record.path_turns(path)
    return await read_path(
        appraiser.caller("read_conversation", record.snippet),
        [as_turn(turn) for turn in turns],
        met(record, turns),
        record.snippet.language,
    )


def sentences(record: Record, path: RecordPath) -> Iterator[tuple[str, str]]:
    """Yield the id of the turn and the text of every sentence of the answers, as the reader has them numbered."""
    for turn in record.path_turns(path):
        if turn.role == "assistant":
            yield from ((turn.id, one) for one in split_sentences(turn.text, record.snippet.language))


def _row(label: str, record: Record, path: RecordPath, reading: PathReading) -> dict[str, Any]:
    read = {one.sentence: one for one in reading.sentences}
    return {
        "contestant": label,
        "id": record.id,
        "path": path.id,
        "sentences": [
            {"turn": turn, "text": text, **read[n].model_dump(exclude={"sentence"})}
            for n, (turn, text) in enumerate(sentences(record, path), start=1)
        ],
        "exchanges": [one.model_dump() for one in reading.exchanges],
    }
