"""The course of a conversation in time: laid out from what each call took, or made up from the record alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from colloquist.state.record import Record
from colloquist.state.trace import Exchange, Trace, Visit


def laid_out(trace: Trace, started: float) -> Trace:
    """Return a replayed trace with the times of the conversation that was: its calls, laid end to end.

    Calls made side by side begin together. What the nodes themselves took is not known; it is little.
    """
    at, visits = 0.0, []
    for visit in trace.visits:
        clocks: dict[int, float] = defaultdict(lambda at=at: at)  # type: ignore[misc]
        exchanges = []
        for exchange in visit.exchanges:
            exchanges.append(replace(exchange, began=round(clocks[exchange.sample], 4)))
            clocks[exchange.sample] += exchange.seconds
        end = max(clocks.values(), default=at)
        visits.append(replace(visit, exchanges=tuple(exchanges), began=round(at, 4), seconds=round(end - at, 4)))
        at = end
    return replace(trace, visits=tuple(visits), seconds=round(at, 4), started=started, made="replay")


def of_record(record: Record, started: float) -> Trace:
    """Return what a record alone tells of its course: who was asked where, and what was decided."""
    visits = [
        Visit(node=node, path_id=path, exchanges=tuple(_exchange(call) for call in calls))
        for (node, path), calls in _visited(record)
    ]
    trace = Trace(id=record.id, strategy=record.strategy, visits=tuple(visits), seconds=0.0, started=started)
    judged = iter(verdict for verdict in record.verdicts if verdict["of"] != "repair")
    told = tuple(_decided(visit, judged) for visit in trace.visits)
    return replace(laid_out(replace(trace, visits=told), started), made="record")


def _visited(record: Record) -> Iterator[tuple[tuple[str, str], list[Mapping[str, Any]]]]:
    """Yield visits with their calls; two visits in a row of one node cannot be told apart."""
    by = groupby(record.calls, key=lambda call: (str(call["node"]), str(call["path_id"])))
    return ((where, list(calls)) for where, calls in by)


def _exchange(call: Mapping[str, Any]) -> Exchange:
    known = ("role", "model", "outcome", "input_tokens", "cached_tokens", "output_tokens", "cost", "seconds")
    return Exchange(**{key: call[key] for key in known})


def _decided(visit: Visit, judged: Iterator[Mapping[str, Any]]) -> Visit:
    """Return a visit of the refiner with as many verdicts as it has usable replies."""
    usable = sum(exchange.outcome == "ok" for exchange in visit.exchanges) if visit.node == "refine" else 0
    own = [verdict for _, verdict in zip(range(usable), judged, strict=False)]
    if not own:
        return visit
    decision = str(own[-1]["verdict"].get("decision", ""))
    turn = str(own[-1]["turn_id"])
    return replace(visit, facts={"judgements": own}, decision=decision, turn_id=turn, role="assistant")
