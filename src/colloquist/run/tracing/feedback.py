"""The feedback on a trace: what the refiner and the closing step made of it, under stable ids."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from colloquist.state.record import Record
from colloquist.state.trace import Visit


def on_a_visit(visit: Visit, run_id: str, trace: UUID) -> Iterator[dict[str, Any]]:
    """Yield the refiner's scores and decision on the turn it judged last in a visit; `run_id` is the visit's."""
    judged = visit.facts.get("judgements") or []
    verdict = judged[-1]["verdict"] if judged else {}
    for key, score in (verdict.get("scores") or {}).items():
        yield _feedback(trace, run_id, key, score=score)
    if verdict.get("decision"):
        reason = str(verdict.get("reason", ""))
        yield _feedback(trace, run_id, "decision", value=verdict["decision"], comment=reason)


def on_the_whole(record: Record, trace: UUID) -> Iterator[dict[str, Any]]:
    """Yield what the closing step made of the conversation; the run it is on has the id of the trace."""
    root, paths = str(trace), len(record.paths)
    yield _feedback(trace, root, "accepted", score=len(record.accepted) / paths if paths else 0.0)
    kinds = sorted({str(one["kind"]) for one in record.findings})
    for kind in kinds:
        own = [one for one in record.findings if one["kind"] == kind]
        said = "; ".join(f"{one['turn_id']}, {one['fate']}: {one['says']}" for one in own)
        yield _feedback(trace, root, f"check {kind}", score=len(own), comment=said)
    if record.claims:
        borne = sum(claim["verdict"] in ("supported", "stands") for claim in record.claims)
        yield _feedback(trace, root, "claims borne out", score=round(borne / len(record.claims), 4))


def _feedback(trace: UUID, run_id: str, key: str, **said: Any) -> dict[str, Any]:
    return {
        "id": str(uuid5(trace, f"{run_id} {key}")),
        "trace_id": str(trace),
        "run_id": run_id,
        "key": key,
        "feedback_source": {"type": "model", "metadata": {"by": "colloquist"}},
        **said,
    }
