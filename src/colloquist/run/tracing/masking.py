"""What leaves this machine: the runs of a trace with their texts masked, or without them."""

from typing import Any

from colloquist.run.tracing.options import Tracing

TEXTS = ("inputs", "outputs", "error")


def fit_to_send(packet: dict[str, Any], tracing: Tracing) -> dict[str, Any]:
    """Return runs and feedback as they may be sent; names, times, ids, tokens and costs stay."""
    if not tracing.mask and tracing.hidden == "nothing":
        return packet
    return {
        "runs": [_run(run, tracing) for run in packet["runs"]],
        "feedback": [_feedback(one, tracing) for one in packet["feedback"]],
    }


def masked(what: Any, tracing: Tracing) -> Any:
    """Return the same with every text in it masked."""
    if isinstance(what, str):
        return tracing.masked(what)
    if isinstance(what, list):
        return [masked(item, tracing) for item in what]
    if isinstance(what, dict):
        return {key: masked(item, tracing) for key, item in what.items()}
    return what


def _run(run: dict[str, Any], tracing: Tracing) -> dict[str, Any]:
    sent = {**run, **{key: masked(run[key], tracing) for key in TEXTS if key in run}}
    if tracing.hidden in ("inputs", "both"):
        sent["inputs"] = {}
    if tracing.hidden in ("outputs", "both"):
        sent["outputs"] = {}
        if "error" in sent:  # what is wrong with a reply may quote it
            sent["error"] = sent["error"].partition(":")[0]
    return sent


def _feedback(one: dict[str, Any], tracing: Tracing) -> dict[str, Any]:
    said = {key: value for key, value in one.items() if key != "comment"}
    if "comment" in one and tracing.hidden not in ("outputs", "both"):
        said["comment"] = masked(one["comment"], tracing)
    return said
