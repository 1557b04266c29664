"""A trace as LangSmith takes it: one run for the conversation, one per step, one per call, under stable ids.

The ids come from the run folder, the record and the place in the tree: the same conversation sent again is
the same trace, another one made of the same snippet (after a retry, say) is another.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import orjson

from colloquist.run.tracing.feedback import on_a_visit, on_the_whole
from colloquist.state.record import Record
from colloquist.state.trace import Exchange, Trace, Visit

NAMESPACE = UUID("5a1d3c5e-8e0b-5f0c-9a64-0a2f6a3a7d11")
MICROSECOND = 1e-6
"""What steps that took no time are set apart by, so that they stay in order."""
_SPEAKERS = {"human": "user", "ai": "assistant"}


def packet(record: Record, trace: Trace, run: str) -> dict[str, Any]:
    """Return the runs of a conversation, parents first, and the feedback on them, as plain JSON.

    `run` names the run folder for good.
    """
    return _Tree(record, trace, run).packet()


def trace_id(record: Record, run: str) -> UUID:
    """Return the id of a conversation's trace."""
    said = [record.status, [[turn.id, turn.text] for turn in record.turns]]
    said.append([[call["node"], call["role"], call["outcome"], call["output_tokens"]] for call in record.calls])
    digest = hashlib.sha256(orjson.dumps(said)).hexdigest()
    return uuid5(NAMESPACE, f"{run}/{record.id}/{digest}")


class _Tree:
    def __init__(self, record: Record, trace: Trace, run: str) -> None:
        self.record, self.trace = record, trace
        self.id = trace_id(record, run)
        self.common = {
            "thread_id": str(self.id),
            "snippet_id": record.id,
            "strategy": record.strategy,
            "seed": record.seed,
            "source": record.snippet.source,
            "made": trace.made,
        }

    def packet(self) -> dict[str, Any]:
        root = self._root()
        runs, feedback = [root], [*on_the_whole(self.record, self.id)]
        last = 0.0
        for number, visit in enumerate(self.trace.visits, start=1):
            last = max(visit.began, last + MICROSECOND)
            step = self._visit(number, visit, last, root["dotted_order"])
            runs.append(step)
            for place, exchange in enumerate(visit.exchanges, start=1):
                began = max(exchange.began, last + place * MICROSECOND)
                runs.append(self._call(f"{number}.{place}", visit, exchange, began, step))
            feedback += on_a_visit(visit, step["id"], self.id)
        return {"runs": runs, "feedback": feedback}

    def _run(self, place: str, began: float, seconds: float, above: str, **about: Any) -> dict[str, Any]:
        id_ = self.id if place == "0" else uuid5(self.id, place)
        start = datetime.fromtimestamp(self.trace.started + began, tz=UTC)
        end = datetime.fromtimestamp(self.trace.started + began + seconds, tz=UTC)
        own = f"{start:%Y%m%dT%H%M%S%f}Z{id_}"
        return {
            "id": str(id_),
            "trace_id": str(self.id),
            "dotted_order": f"{above}.{own}" if above else own,
            "start_time": start.isoformat(),
            "end_time": end.isoformat(),
            **about,
        }

    def _root(self) -> dict[str, Any]:
        record = self.record
        told = {
            "status": record.status,
            "stop_reasons": [path.stop.reason for path in record.paths],
            "models": record.models,
            "prompts": record.prompts,
            **record.usage,
        }
        failed = {"error": "; ".join(record.reasons) or "failed"} if record.status == "failed" else {}
        return self._run(
            "0",
            0.0,
            self.trace.seconds,
            "",
            name=f"{record.strategy} {record.id}",
            run_type="chain",
            inputs={"snippet": record.snippet.model_dump(mode="json")},
            outputs={"status": record.status, "reasons": list(record.reasons), "paths": [*self._paths()]},
            tags=[f"strategy:{record.strategy}", f"status:{record.status}"],
            extra={"metadata": {**self.common, **told}},
            **failed,
        )

    def _paths(self) -> Iterator[dict[str, Any]]:
        for path in self.record.paths:
            said = [turn.message for turn in self.record.path_turns(path)]
            stop = path.stop.model_dump()
            yield {"id": path.id, "accepted": path.accepted, "stop": stop, "messages": said}

    def _visit(self, number: int, visit: Visit, began: float, above: str) -> dict[str, Any]:
        marks = {"branch": visit.path_id, "turn": visit.turn_id, "role": visit.role, "decision": visit.decision}
        known = {key: value for key, value in marks.items() if value}
        return self._run(
            str(number),
            began,
            visit.seconds,
            above,
            parent_run_id=str(self.id),
            name=visit.node,
            run_type="chain",
            inputs={"branch": visit.path_id, "calls": len(visit.exchanges)},
            outputs=dict(visit.facts),
            tags=[f"{key}:{value}" for key, value in known.items() if key in ("branch", "decision")],
            extra={"metadata": {**self.common, "node": visit.node, **known}},
            **({"error": visit.error} if visit.error else {}),
        )

    def _call(
        self, place: str, visit: Visit, exchange: Exchange, began: float, above: dict[str, Any]
    ) -> dict[str, Any]:
        again = f", try {exchange.attempt + 1}" if exchange.attempt else ""
        asked = [{"role": _SPEAKERS.get(who, who), "content": text} for who, text in exchange.asked or ()]
        said = [] if exchange.reply is None else [{"role": "assistant", "content": exchange.reply}]
        fault = f"{exchange.outcome}: {exchange.fault}" if exchange.outcome != "ok" else ""
        return self._run(
            place,
            began,
            exchange.seconds,
            above["dotted_order"],
            parent_run_id=above["id"],
            name=f"{exchange.role}{again}",
            run_type="llm",
            inputs={"messages": asked},
            outputs={"messages": said},
            tags=[f"role:{exchange.role}", f"model:{exchange.model}", f"outcome:{exchange.outcome}"],
            extra={
                "metadata": {**self.common, **self._of_call(visit, exchange)},
                "invocation_params": {"model": exchange.model},
            },
            **({"error": fault} if fault else {}),
        )

    def _of_call(self, visit: Visit, exchange: Exchange) -> dict[str, Any]:
        usage: dict[str, Any] = {
            "input_tokens": exchange.input_tokens,
            "output_tokens": exchange.output_tokens,
            "total_tokens": exchange.input_tokens + exchange.output_tokens,
            "input_token_details": {"cache_read": exchange.cached_tokens},
        }
        if exchange.cost is not None:
            usage["total_cost"] = exchange.cost
        print_ = self.record.prompts.get(exchange.prompt)
        return {
            "node": visit.node,
            "branch": visit.path_id,
            "turn": visit.turn_id,
            "role": exchange.role,
            "attempt": exchange.attempt + 1,
            "sample": exchange.sample + 1,
            "outcome": exchange.outcome,
            "recalled": exchange.recalled,
            "cost": exchange.cost,
            **({"prompt": exchange.prompt, "prompt_fingerprint": print_} if exchange.prompt else {}),
            **({"schema": exchange.schema} if exchange.schema else {}),
            **({"setbacks": list(exchange.setbacks)} if exchange.setbacks else {}),
            "ls_model_type": "chat",
            "ls_model_name": exchange.model,
            "ls_provider": "colloquist" if exchange.model == "embedded" else "openai",
            "usage_metadata": usage,
        }
