"""Closes the conversation: every path gets its stop reason, and what may be trained on is decided."""

from langgraph.runtime import Runtime

from colloquist.models import ModelFailure, OutOfBudget
from colloquist.state.dialogue import Dialogue, Failure, Patch, Path
from colloquist.state.limits import why_ended
from colloquist.state.settings import Settings
from colloquist.state.stop import Stop
from colloquist.state.tree import SEED_ANSWER, current_path, spoken, turns_to


def finish(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Close the running path and say what became of the snippet: done, rejected or failed."""
    if not state["paths"]:
        return {"status": "failed" if state["failure"] else "rejected", "reasons": _reasons(state, [])}
    last = current_path(state)
    stop = why_ended(state, runtime.context) or Stop(reason="complete", detail="the strategy ended it")
    paths = [*state["paths"][:-1], Path({**last, "stop": stop})]
    judged = [Path({**path, "faults": faults(state, path)}) for path in paths]
    if any(not path["faults"] for path in judged):
        return {"paths": judged, "status": "done", "reasons": []}
    status = "failed" if state["failure"] else "rejected"
    return {"paths": judged, "status": status, "reasons": _reasons(state, judged)}  # type: ignore[typeddict-item]


def faults(dialogue: Dialogue, path: Path) -> list[str]:
    """Return what keeps a path out of the training data; nothing when it may go in."""
    turns = turns_to(dialogue["turns"], path["leaf"])
    found = []
    if path["stop"] and path["stop"]["reason"] == "failed":
        found.append(f"failed: {path['stop']['detail']}")
    if path["leaf"] == path["fork"] or path["leaf"] == SEED_ANSWER:
        found.append("nothing stands beyond the turn it started from")
    if [turn["role"] for turn in turns] != ["user", "assistant"] * (len(turns) // 2):
        found.append("the roles do not alternate from user to assistant")
    if len({" ".join(turn["text"].split()).casefold() for turn in turns}) < len(turns):
        found.append("a turn is said twice")
    return found


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
