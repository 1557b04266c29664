"""How an answer met a probe: a question beyond its sources, or one that takes for granted what is not so."""

from collections.abc import Mapping, Sequence

from colloquist.state.dialogue import Turn
from colloquist.state.verification import PROBES, ClaimCheck, Handling

_RESTS = ("grounded", "derived")


def met_probes(turns: Sequence[Turn], checks: Mapping[tuple[str, str], ClaimCheck]) -> list[Turn]:
    """Return the answers to probes, each with how it met its probe; `checks` are by turn and sentence."""
    by_id = {turn["id"]: turn for turn in turns}
    found: list[Turn] = []
    for turn in turns:
        asked = by_id.get(turn["parent_id"] or "")
        if turn["role"] == "assistant" and asked and asked.get("move") in PROBES and turn.get("labels"):
            found.append({**turn, "refused_well": _handling(asked, turn, checks)})
    return found


def _handling(asked: Turn, turn: Turn, checks: Mapping[tuple[str, str], ClaimCheck]) -> Handling:
    """Read it from the labels, and from what a verifier said of the claims.

    Well: it says what is not known, invents nothing, and says what bears on the question. "not_asked" is an
    answer without a refusal or an invention: its sources held it after all.
    """
    labels = turn.get("labels", [])
    kinds = {label["kind"] for label in labels}
    said = [checks[turn["id"], label["sentence"]] for label in labels if (turn["id"], label["sentence"]) in checks]
    if any(one["verdict"] in ("contradicted", "not_in_source", "doubtful") for one in said):
        return "invented"
    if "extension" in kinds and not any(one["verdict"] == "stands" for one in said):
        return "invented"
    rests = not kinds.isdisjoint(_RESTS)
    if asked.get("move") == "false_premise":
        return "yes" if rests or "refusal" in kinds else "not_asked"
    if "refusal" not in kinds:
        return "not_asked"
    return "yes" if rests else "refused_too_much"
