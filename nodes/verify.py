"""Verifies what was said before it may be learned: checks in code on every path, a verifier on every claim.

What is found decides: accept, have it mended (once or so), or reject with reasons.
"""

from langgraph.runtime import Runtime

from colloquist.models import Caller, ModelFailure, OutOfBudget
from colloquist.nodes.checks import last_goodbyes
from colloquist.nodes.extending import extensions_of, look_at_extensions
from colloquist.nodes.findings import all_findings, blocking, carried_on, checks_of
from colloquist.nodes.probing import met_probes
from colloquist.nodes.standing import structural_faults
from colloquist.nodes.verifying import claims_of, look_at_claims
from colloquist.state.dialogue import Dialogue, Failure, Patch, Path, Turn
from colloquist.state.limits import why_ended
from colloquist.state.settings import Settings
from colloquist.state.stop import Stop
from colloquist.state.tree import current_path, turns_to
from colloquist.state.verification import ClaimCheck, Seen


async def verify(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Close the paths, check them, and have their claims looked at; a verifier that fails leaves claims open.

    Open claims are told from the others by what is missing, and nodes that follow never take them for fine.
    """
    settings = runtime.context
    if not state["paths"]:
        return {"rounds": state["rounds"] + 1}
    paths, cut = _closed(state, settings)
    shut: Dialogue = {**state, "paths": paths}
    caller = Caller("verify", shut, settings)
    claims, failure = await _looked_at(caller, shut)
    known: Dialogue = {**shut, "claims": [*shut["claims"], *claims]}
    await settings.floor.closing()  # what follows takes longest, and seldom is anything asked after it
    patch: Patch = {
        "paths": paths,
        "turns": met_probes(known["turns"], checks_of(known)),
        "claims": claims,
        "findings": carried_on([*state["findings"], *cut], all_findings(known, settings)),
        "calls": caller.calls,
        "rounds": state["rounds"] + 1,
    }
    return {**patch, "failure": failure} if failure and not state["failure"] else patch


def _closed(dialogue: Dialogue, settings: Settings) -> tuple[list[Path], list[Seen]]:
    """Return the paths, the running one with why it ended, none with a loop of goodbyes at its end."""
    last = current_path(dialogue)
    stop = last["stop"] or why_ended(dialogue, settings) or Stop(reason="complete", detail="the strategy ended it")
    paths, cut = [], list[Seen]()
    for path in [*dialogue["paths"][:-1], Path({**last, "stop": stop})]:
        turns = turns_to(dialogue["turns"], path["leaf"])
        at = last_goodbyes(turns)
        if at < len(turns):
            says = "thanks and goodbyes at the end, cut off"
            cut.append(
                Seen(
                    kind="goodbyes",
                    severity="repair",
                    turn_id=turns[at]["id"],
                    sentence="",
                    says=says,
                    paths=[path["id"]],
                    fate="cut",
                )
            )
        paths.append(Path({**path, "leaf": turns[at - 1]["id"]}))
    return paths, cut


async def _looked_at(caller: Caller, dialogue: Dialogue) -> tuple[list[ClaimCheck], Failure | None]:
    """Return what is said of claims that nobody has looked at yet, as far as models and budget go."""
    found: list[ClaimCheck] = []
    try:
        for turns in _answers_to_look_at(dialogue, caller.settings):
            found += await _of_answer(caller, {**dialogue, "claims": [*dialogue["claims"], *found]}, turns)
    except ModelFailure as error:
        return found, Failure(node="verify", kind=error.kind, message=str(error))
    except OutOfBudget:
        pass
    return found, None


async def _of_answer(caller: Caller, dialogue: Dialogue, turns: list[Turn]) -> list[ClaimCheck]:
    settings, turn = caller.settings, turns[-1]
    known = checks_of(dialogue)
    language = str(dialogue["snippet"]["language"])
    found: list[ClaimCheck] = []
    claims = [c for c in claims_of(turn, language) if (turn["id"], c[1]["sentence"]) not in known]
    if claims and (settings.verify == "claims" or settings.entails):
        found += await look_at_claims(caller, dialogue, turns, claims)
    extensions = [c for c in extensions_of(turn) if (turn["id"], c[1]["sentence"]) not in known]
    if extensions and settings.extensions == "check":
        found += await look_at_extensions(caller, turns, extensions)
    return found


def _answers_to_look_at(dialogue: Dialogue, settings: Settings) -> list[list[Turn]]:
    """Return each answer of a path that may still be accepted, once, with what was said before it."""
    if settings.verify != "claims" and settings.extensions != "check" and not settings.entails:
        return []
    findings = all_findings(dialogue, settings)
    answers: dict[str, list[Turn]] = {}
    for path in dialogue["paths"]:
        lost = any(one["severity"] == "reject" for one in blocking(findings, path["id"]))
        if not lost and not structural_faults(dialogue, path):
            turns = turns_to(dialogue["turns"], path["leaf"])
            answers |= {turns[n]["id"]: turns[: n + 1] for n in range(1, len(turns), 2)}
    return list(answers.values())
