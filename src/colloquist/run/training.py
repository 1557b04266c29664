"""A path as trainers take it: what conversations.jsonl holds, derived from the record and from nothing else."""

from collections.abc import Iterator
from typing import Any

from colloquist.state.record import Record, RecordPath


def conversation_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the rows of a record's accepted paths, in order."""
    return (conversation_row(record, path) for path in record.accepted)


def conversation_row(record: Record, path: RecordPath) -> dict[str, Any]:
    """Return one path: messages, and one meta object with where it came from."""
    turns = record.path_turns(path)
    labels = [label.kind for turn in turns for label in turn.labels]
    meta = {
        "id": f"{record.id}/{path.id}",
        "snippet_id": record.id,
        "path_id": path.id,
        "fork": path.fork,
        "turn_ids": [turn.id for turn in turns],
        "made_by": [turn.made_by for turn in turns],
        "persona": str(record.personas[path.persona_id]["role"]) if path.persona_id else None,
        "perspective": path.perspective,
        "stop_reason": path.stop.reason,
        "strategy": record.strategy,
        "models": record.models,
        "labels": {kind: labels.count(kind) for kind in sorted(set(labels))},
        "title": record.snippet.title,
        "source": record.snippet.source,
        "place": record.snippet.place.model_dump(mode="json"),
        "licence": record.snippet.licence,
        "tags": record.snippet.tags,
    }
    return {"messages": [{"role": turn.role, "content": turn.text} for turn in turns], "meta": meta}


def dropped_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the failures of a record's paths that were not accepted, in order."""
    for path in record.paths:
        if not path.accepted:
            yield failure("path", record.snippet.source, "; ".join(path.reasons), id=record.id, path=path.id)


def failure(kind: str, source: str, reason: str, **more: Any) -> dict[str, Any]:
    """Return a row on something that is not training data: what, where, why."""
    return {"kind": kind, "source": source, "reason": reason, **more}
