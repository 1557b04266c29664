"""A path as trainers take it: what conversations.jsonl holds, derived from the record and from nothing else."""

from collections.abc import Iterator
from typing import Any

from colloquist.state.record import Record, RecordPath
from colloquist.state.verdict import LABEL_KINDS
from colloquist.state.verification import CLAIM_VERDICTS, HANDLINGS


def conversation_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the rows of a record's accepted paths, in order."""
    return (conversation_row(record, path) for path in record.accepted)


def conversation_row(record: Record, path: RecordPath) -> dict[str, Any]:
    """Return one path: messages, and one meta object with where it came from.

    Every row has the same keys and no value changes its kind, so that readers which infer a schema
    from the first rows hold to the last.
    """
    turns = record.path_turns(path)
    labels = [label.kind for turn in turns for label in turn.labels]
    claims = _claims(record, path)
    meta = {
        "id": f"{record.id}/{path.id}",
        "snippet_id": record.id,
        "path_id": path.id,
        "fork": path.fork,
        "turn_ids": [turn.id for turn in turns],
        "made_by": [turn.made_by for turn in turns],
        "persona": _who(record, path),
        "perspective": path.perspective,
        "stop_reason": path.stop.reason,
        "strategy": record.strategy,
        "models": record.models,
        "labels": {kind: labels.count(kind) for kind in LABEL_KINDS},
        "probes": {how: [turn.refused_well for turn in turns].count(how) for how in HANDLINGS},
        "claims": {verdict: claims.count(verdict) for verdict in CLAIM_VERDICTS},
        "repaired": sum(one["fate"] == "repaired" and path.id in one["paths"] for one in record.findings),
        "title": record.snippet.title,
        "source": record.snippet.source,
        "section": " / ".join(record.snippet.place.section),
        "place": {
            "index": record.snippet.place.index,
            "line": record.snippet.place.line or 0,
            "page": record.snippet.place.page or 0,
        },
        "licence": record.snippet.licence or "",
        "tags": ", ".join(record.snippet.tags),
    }
    return {"messages": [turn.message for turn in turns], "meta": meta}


def _who(record: Record, path: RecordPath) -> str:
    """Return who speaks for the user in a few words; where several do, each under their name."""
    if path.voices:
        roles = ((voice.name, record.personas.get(voice.persona_id, {}).get("role", "")) for voice in path.voices)
        return "; ".join(f"{name}: {role}" if role else name for name, role in roles)
    return str(record.personas[path.persona_id]["role"]) if path.persona_id else ""


def _claims(record: Record, path: RecordPath) -> list[str]:
    """Return what was last said of each claim that stands on a path."""
    said = {(one["turn_id"], one["sentence"]): str(one["verdict"]) for one in record.claims}
    turns = record.path_turns(path)
    return [said[key] for turn in turns for label in turn.labels if (key := (turn.id, label.sentence)) in said]


def dropped_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the failures of a record's paths that were not accepted, in order, with what was found on them."""
    for path in record.paths:
        if not path.accepted:
            found = [one for one in record.findings if path.id in one["paths"] and one["fate"] == "rejected"]
            reason = "; ".join(path.reasons)
            yield failure("path", record.snippet.source, reason, id=record.id, path=path.id, findings=found)


def failure(kind: str, source: str, reason: str, **more: Any) -> dict[str, Any]:
    """Return a row on something that is not training data: what, where, why."""
    return {"kind": kind, "source": source, "reason": reason, **more}
