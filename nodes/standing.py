"""Whether a path stands: in its form, by what the closing step found, and with nothing left unlooked at."""

from collections.abc import Sequence
from functools import lru_cache

from colloquist.nodes.extending import extensions_of
from colloquist.nodes.findings import blocking, checks_of
from colloquist.nodes.verifying import claims_of
from colloquist.state.dialogue import Dialogue, Path, Turn
from colloquist.state.limits import overspent
from colloquist.state.settings import Settings
from colloquist.state.tree import turns_to
from colloquist.state.verification import Seen

CALLS_PER_REPAIR = 2


def faults(dialogue: Dialogue, path: Path, settings: Settings) -> list[str]:
    """Return what keeps a path out of the training data; nothing when it may go in."""
    found = structural_faults(dialogue, path)
    kinds = [one["kind"] for one in blocking(dialogue["findings"], path["id"])]
    found += [f"found: {kind}" for kind in dict.fromkeys(kinds)]
    return found or _unlooked_at(dialogue, path, settings)


def structural_faults(dialogue: Dialogue, path: Path) -> list[str]:
    """Return what is wrong with a path whatever its turns say."""
    turns = turns_to(dialogue["turns"], path["leaf"])
    found = []
    if path["stop"] and path["stop"]["reason"] == "failed":
        found.append(f"failed: {path['stop']['detail']}")
    if path["leaf"] == path["fork"] or turns[-1]["made_by"] == "seed":
        found.append("nothing stands beyond the turn it started from")
    if [turn["role"] for turn in turns] != ["user", "assistant"] * (len(turns) // 2):
        found.append("the roles do not alternate from user to assistant")
    if len({_bare(turn["text"]) for turn in turns}) < len(turns):
        found.append("a turn is said twice")
    return found


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


def to_mend(dialogue: Dialogue, settings: Settings) -> dict[str, str]:
    """Return the answers whose mending could save a path, each with a path that it stands on; mostly none."""
    gave_up = dialogue["failure"] and dialogue["failure"]["node"] in ("verify", "repair")
    if dialogue["rounds"] > settings.max_repairs or gave_up:
        return {}
    if overspent(dialogue["calls"], settings, CALLS_PER_REPAIR):
        return {}
    found: dict[str, str] = {}
    for path in dialogue["paths"]:
        faulty = blocking(dialogue["findings"], path["id"])
        if not structural_faults(dialogue, path) and _can_be_mended(faulty, dialogue["turns"]):
            found = {**{one["turn_id"]: path["id"] for one in faulty}, **found}
    order = {turn["id"]: n for n, turn in enumerate(dialogue["turns"])}
    return {turn_id: found[turn_id] for turn_id in sorted(found, key=lambda id_: order[id_])}


def _can_be_mended(faulty: Sequence[Seen], turns: Sequence[Turn]) -> bool:
    """Whether all faults are in answers that somebody made: what a source says is not mended."""
    made = {turn["id"] for turn in turns if turn["role"] == "assistant" and turn["made_by"] != "source"}
    return all(one["severity"] == "repair" and one["turn_id"] in made for one in faulty)


def _unlooked_at(dialogue: Dialogue, path: Path, settings: Settings) -> list[str]:
    """Return that claims were not looked at which should have been, and why."""
    if not dialogue["rounds"]:
        return []
    known = checks_of(dialogue)
    language = str(dialogue["snippet"]["language"])
    for turn in turns_to(dialogue["turns"], path["leaf"]):
        if turn["role"] == "user":
            continue
        claims = claims_of(turn, language) if settings.verify == "claims" or settings.entails else []
        claims += extensions_of(turn) if settings.extensions == "check" else []
        if any((turn["id"], label["sentence"]) not in known for _, label in claims):
            return [_why_not(dialogue, settings)]
    return []


def _why_not(dialogue: Dialogue, settings: Settings) -> str:
    failure = dialogue["failure"]
    if failure and failure["node"] == "verify":
        return f"failed: verify: {failure['kind']}"
    stop = overspent(dialogue["calls"], settings)
    return f"not verified: {stop['reason'] if stop else 'claims were left open'}"
