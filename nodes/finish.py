"""Closes the conversation: every path gets its stop reason, and what may be trained on is decided."""

from langgraph.runtime import Runtime

from colloquist.models import ModelFailure, OutOfBudget
from colloquist.nodes.findings import blocks
from colloquist.nodes.standing import faults
from colloquist.state.dialogue import Dialogue, Failure, Patch, Path
from colloquist.state.limits import why_ended
from colloquist.state.settings import Settings
from colloquist.state.stop import Stop
from colloquist.state.tree import SEED_ANSWER, current_path, spoken
from colloquist.state.verification import Seen


async def finish(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Close the running path and say what became of the snippet: done, rejected or failed."""
    if not state["paths"]:
        return {"status": "failed" if state["failure"] else "rejected", "reasons": _reasons(state, [])}
    last = current_path(state)
    stop = why_ended(state, runtime.context) or Stop(reason="complete", detail="the strategy ended it")
    paths = [*state["paths"][:-1], Path({**last, "stop": stop})]
    judged = [Path({**path, "faults": faults(state, path, runtime.context)}) for path in paths]
    patch: Patch = {"paths": judged, "findings": [_decided(finding) for finding in state["findings"]]}
    if any(not path["faults"] for path in judged):
        return {**patch, "status": "done", "reasons": []}
    status = "failed" if state["failure"] else "rejected"
    return {**patch, "status": status, "reasons": _reasons(state, judged)}  # type: ignore[typeddict-item]


def _decided(finding: Seen) -> Seen:
    return {**finding, "fate": "rejected"} if blocks(finding) else finding


def interrupted(dialogue: Dialogue, node: str, error: ModelFailure | OutOfBudget) -> Patch:
    """Return what remains of a conversation whose node could not finish: unjudged turns are cut off."""
    patch: Patch = {"calls": error.calls}
    failed = isinstance(error, ModelFailure)
    if isinstance(error, ModelFailure):
        patch["failure"] = Failure(node=node, kind=error.kind, message=str(error))
    if not dialogue["paths"]:
        return patch if failed else {**patch, "reasons": [str(error)]}
    stop = Stop(reason="failed", detail=f"{node}: {error}") if failed else error.stop  # type: ignore[union-attr]
    path = current_path(dialogue)
    return {**patch, "paths": [{**path, "leaf": _last_judged(dialogue), "stop": path["stop"] or stop}]}


def _last_judged(dialogue: Dialogue) -> str:
    for turn in reversed(spoken(dialogue)):
        if turn["role"] == "assistant" and turn.get("labels"):
            return turn["id"]
    return SEED_ANSWER


def _reasons(dialogue: Dialogue, paths: list[Path]) -> list[str]:
    failure = dialogue["failure"]
    if failure:
        return [f"{failure['node']}: {failure['kind']}: {failure['message']}"]
    stops = [
        f"path {path['id']} ({path['stop']['reason']}): {'; '.join(path['faults'])}"
        for path in paths
        if path["stop"]
    ]
    return stops or dialogue["reasons"]
