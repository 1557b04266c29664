"""The guards: whether a path may go on and whether another may start, read from the state alone.

They are pure, so a graph's edge and the node behind it always agree, and no model is asked first.
"""

from collections.abc import Sequence

from colloquist.state.dialogue import Call, Dialogue, Wish
from colloquist.state.settings import Settings
from colloquist.state.stop import Stop, StopReason
from colloquist.state.tree import current_path, last_verdict, spoken, steps_left

CALLS_PER_EXCHANGE = 3


def exchange_calls(dialogue: Dialogue) -> int:
    """Return how many calls the next exchange takes: user, assistant, verdict, and the critics there are."""
    return CALLS_PER_EXCHANGE + len({review["angle"] for review in dialogue["reviews"]})


def opening_calls(dialogue: Dialogue) -> int:
    """Return how many calls another path takes up to its first verdict, with a plan where paths have one."""
    return 1 + any("plan" in path for path in dialogue["paths"]) + exchange_calls(dialogue)


def overspent(calls: Sequence[Call], settings: Settings, ahead: int = 1) -> Stop | None:
    """Say which budget has no room for `ahead` calls on top of `calls`, or None.

    Tokens and money are known only afterwards, so they stop a conversation once the limit is reached.
    """
    made = len(calls)
    if settings.max_calls is not None and made + ahead > settings.max_calls:
        return _stop("max_calls", f"{made} of {settings.max_calls} calls made, {ahead} more needed")
    if settings.max_tokens is not None:
        used = sum(call["input_tokens"] + call["output_tokens"] for call in calls)
        if used >= settings.max_tokens:
            return _stop("max_tokens", f"{used} of {settings.max_tokens} tokens used")
    if settings.max_cost is not None:
        spent = sum(call["cost"] or 0.0 for call in calls)
        if spent >= settings.max_cost:
            return _stop("max_cost", f"${spent:.4f} of ${settings.max_cost:.4f} spent")
    return None


def full(dialogue: Dialogue, settings: Settings) -> bool:
    """Whether the running path has no room for another exchange."""
    return len(spoken(dialogue)) + 2 > settings.max_turns


def why_ended(dialogue: Dialogue, settings: Settings) -> Stop | None:
    """Say why the running path has ended, or None while it goes on."""
    stopped = current_path(dialogue)["stop"]
    if stopped:
        return stopped
    verdict = last_verdict(dialogue)
    if verdict and verdict.decision == "branch" and len(spoken(dialogue)) >= settings.min_turns:
        return _branched(dialogue, settings, verdict.reason)
    if full(dialogue, settings):
        return _stop("max_turns", f"{len(spoken(dialogue))} of {settings.max_turns} turns spoken")
    if verdict and verdict.decision == "terminate":
        return _stop("complete", verdict.reason)
    plan = current_path(dialogue).get("plan")
    if plan and not steps_left(dialogue):
        return _stop("complete", f"all {len(plan)} aims of its plan were gone after")
    return overspent(dialogue["calls"], settings, exchange_calls(dialogue) + _to_verify(dialogue, settings))


def _to_verify(dialogue: Dialogue, settings: Settings) -> int:
    """Return the calls that a verifier takes in the end, one per answer; the next answer is one of them."""
    if settings.verify != "claims":
        return 0
    return 1 + sum(turn["role"] == "assistant" for turn in dialogue["turns"])


def _branched(dialogue: Dialogue, settings: Settings, reason: str) -> Stop:
    """Say how a path ends that should make room for another perspective, which there may be none of."""
    if next_wish(dialogue, settings):
        return _stop("branched", reason)
    if not branches_left(dialogue, settings):
        return _stop("max_branches", reason)
    spent = overspent(dialogue["calls"], settings, opening_calls(dialogue))
    return spent or _stop("complete", f"{reason} (the perspective had been taken)")


def branches_left(dialogue: Dialogue, settings: Settings) -> int:
    """Return how many further perspectives the settings allow."""
    return max(0, settings.max_branches - (len(dialogue["paths"]) - 1))


def next_wish(dialogue: Dialogue, settings: Settings) -> Wish | None:
    """Return the perspective whose path should start next, or None when none should."""
    if not dialogue["wishes"] or not branches_left(dialogue, settings):
        return None
    if overspent(dialogue["calls"], settings, opening_calls(dialogue) + _to_verify(dialogue, settings)):
        return None
    return dialogue["wishes"][0]


def _stop(reason: StopReason, detail: str) -> Stop:
    return Stop(reason=reason, detail=detail)
