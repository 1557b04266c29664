"""Watching a conversation: the handler that is told of every node and every call, and makes a trace of them."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from langchain_core.messages import BaseMessage
from langchain_core.outputs import LLMResult

from colloquist.models.watched import Onlooker
from colloquist.state.trace import Exchange, Said, Trace, Visit

_LEFT_OUT = ("calls",)
"""What a node returns that its exchanges tell of already."""


class Watcher(Onlooker):
    """Sees one conversation; `trace` says what there was to see."""

    def __init__(self) -> None:
        self.started, self._began = time.time(), time.perf_counter()
        self._graph: UUID | None = None
        self._visits: dict[UUID, Visit] = {}
        self._edges: dict[UUID, UUID] = {}
        self._open: dict[UUID, tuple[UUID, Exchange]] = {}
        self._exchanges: dict[UUID, list[Exchange]] = {}

    def trace(self, id: str, strategy: str) -> Trace:
        """Return the trace of conversation `id` as far as it was seen; calls stand in order, sample by sample."""
        visits = [
            replace(visit, exchanges=tuple(sorted(self._exchanges[run_id], key=lambda one: one.sample)))
            for run_id, visit in self._visits.items()
        ]
        return Trace(
            id=id, strategy=strategy, visits=tuple(visits), seconds=round(self._now(), 4), started=self.started
        )

    def on_chain_start(
        self,
        serialized: dict[str, Any] | None,
        inputs: Any,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        name: str | None = None,
        **about: Any,
    ) -> None:
        """Take note of a node that begins, or of the choice of an edge behind one."""
        if self._graph is None:
            self._graph = run_id
        elif parent_run_id == self._graph:
            node = str((metadata or {}).get("langgraph_node", name))
            if node.startswith("__"):  # the graph's own: what leads a failed node to the end
                return
            self._visits[run_id] = Visit(node=node, path_id=_running_path(inputs), began=self._now())
            self._exchanges[run_id] = []
        elif parent_run_id in self._visits:
            self._edges[run_id] = parent_run_id

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **about: Any) -> None:
        """Take note of what a node returned, or of the edge that was taken."""
        if run_id in self._edges and isinstance(outputs, str):
            visit = self._visits[self._edges[run_id]]
            self._visits[self._edges[run_id]] = replace(visit, decision=outputs)
        elif run_id in self._visits:
            self._visits[run_id] = ended(self._visits[run_id], outputs, self._now())

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **about: Any) -> None:
        """Take note of a node that failed."""
        if run_id in self._visits:
            said = f"{type(error).__name__}: {error}"
            self._visits[run_id] = replace(ended(self._visits[run_id], {}, self._now()), error=said)

    def on_chat_model_start(
        self,
        serialized: dict[str, Any],
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **about: Any,
    ) -> None:
        """Take note of a request."""
        if parent_run_id not in self._visits or not metadata or "attempt" not in metadata:
            return
        asked = tuple(Said(message.type, message.text) for message in messages[0])
        told = {key: metadata[key] for key in ("role", "model", "prompt", "attempt", "sample")}
        exchange = Exchange(**told, schema=metadata.get("schema", ""), asked=asked, began=self._now())
        self._open[run_id] = (parent_run_id, exchange)

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **about: Any) -> None:
        """Take note of a reply that was usable."""
        self._settle(run_id, response, "")

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **about: Any) -> None:
        """Take note of a reply that was not, or of none."""
        self._settle(run_id, about.get("response"), str(error) or type(error).__name__)

    def _settle(self, run_id: UUID, response: LLMResult | None, fault: str) -> None:
        if run_id not in self._open:
            return
        visit, exchange = self._open.pop(run_id)
        told = dict(response.llm_output or {}) if response else {}
        changes: dict[str, Any] = {"fault": fault, "setbacks": tuple(told.pop("setbacks", ()))}
        if response and response.generations:
            changes["reply"] = response.generations[0][0].text
        known = ("outcome", "input_tokens", "cached_tokens", "output_tokens", "cost", "seconds", "recalled")
        changes |= {key: told[key] for key in known if key in told}
        if "outcome" not in changes:
            changes |= {"outcome": "no reply", "seconds": round(self._now() - exchange.began, 4)}
        self._exchanges[visit].append(replace(exchange, **changes))

    def _now(self) -> float:
        return time.perf_counter() - self._began


def ended(visit: Visit, outputs: Any, now: float) -> Visit:
    """Return a visit with what it returned: the facts, and the turn that they are about."""
    told = outputs if isinstance(outputs, Mapping) else {}
    facts = {key: value for key, value in told.items() if key not in _LEFT_OUT and value not in ([], None, "")}
    turn = _turn(facts)
    path = str(turn.get("path_id") or visit.path_id)
    return replace(
        visit,
        facts=facts,
        turn_id=str(turn.get("id", "")),
        role=str(turn.get("role", "")),
        path_id=path,
        seconds=round(now - visit.began, 4),
    )


def _turn(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the turn that facts speak of: the one that was judged, or the last that was spoken."""
    turns, judged = facts.get("turns") or [], facts.get("judgements") or []
    if turns:
        return dict(turns[-1])
    return {"id": judged[-1]["turn_id"], "role": "assistant"} if judged else {}


def _running_path(state: Any) -> str:
    paths = state.get("paths") if isinstance(state, Mapping) else None
    return str(paths[-1]["id"]) if paths else ""
