"""Reading the tree: the running path, the turns from the root to a leaf, what came before."""

from collections.abc import Iterable, Sequence
from typing import cast

import orjson

from colloquist.state.dialogue import Dialogue, Path, Step, Turn
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet
from colloquist.state.verdict import Verdict

SEED_ANSWER = "t2"
KEPT = 256
"""Sources that are kept as objects."""
_KNOWN: dict[tuple[object, int], Snippet] = {}


def current_path(dialogue: Dialogue) -> Path:
    """Return the newest path: the one being spoken, or the last that was."""
    return dialogue["paths"][-1]


def turns_to(turns: Sequence[Turn], leaf: str) -> list[Turn]:
    """Return the turns from the root to `leaf`, in speaking order. Raises KeyError where one is missing."""
    chain: list[Turn] = []
    at: str | None = leaf
    for turn in reversed(turns):
        if turn["id"] == at:
            chain.append(turn)
            at = turn["parent_id"]
    if at is not None:  # a turn stands before the one that it follows, as none of ours does
        by_id = {turn["id"]: turn for turn in turns}
        while at is not None:
            chain.append(by_id[at])
            at = chain[-1]["parent_id"]
    return chain[::-1]


def spoken(dialogue: Dialogue) -> list[Turn]:
    """Return the turns of the running path, seed exchange included."""
    return turns_to(dialogue["turns"], current_path(dialogue)["leaf"])


def steps_taken(dialogue: Dialogue, path: Path) -> list[Turn]:
    """Return the user turns that a path has spoken itself and that stand, one for each step of a plan."""
    own = [turn for turn in turns_to(dialogue["turns"], path["leaf"]) if turn["path_id"] == path["id"]]
    return [turn for turn in own if turn["role"] == "user" and turn["made_by"] == "model"]


def steps_left(dialogue: Dialogue) -> list[Step]:
    """Return what the plan of the running path still holds; nothing where there is none."""
    path = current_path(dialogue)
    return path.get("plan", [])[len(steps_taken(dialogue, path)) :]


def next_id(dialogue: Dialogue) -> str:
    """Return the id of the next turn: `t<n>`, counted over the whole tree, never used twice."""
    numbers = [int(t["id"][1:]) for t in dialogue["turns"]]
    return f"t{max(numbers, default=0) + 1}"


def persona_of(dialogue: Dialogue, persona_id: str | None) -> Persona | None:
    """Return the persona with that id, or None where personas are off."""
    for member in dialogue["casts"]:
        if member["id"] == persona_id:
            return Persona.model_validate(member["persona"])
    return None


def snippets(dialogue: Dialogue) -> list[Snippet]:
    """Return every source of the conversation; the snippet it grew from comes first."""
    return list(map(_snippet, dialogue["sources"]))


def _snippet(source: dict[str, object]) -> Snippet:
    """Return a source as a frozen object, the same for what is equal to the last byte as long as it is kept.

    Every node reads the sources again.
    """
    said = orjson.dumps(source)
    key = (source.get("id"), hash(said))  # the bytes themselves would be as large as what is kept
    if (known := _KNOWN.get(key)) is None:
        known = Snippet.model_validate_json(said)
        if len(_KNOWN) >= KEPT:
            _KNOWN.clear()
        _KNOWN[key] = known
    return known


def path_sources(dialogue: Dialogue) -> list[Snippet]:
    """Return the sources that the running path has met, in the order they joined."""
    return sources_of(dialogue, spoken(dialogue))


def sources_of(dialogue: Dialogue, turns: Iterable[Turn]) -> list[Snippet]:
    """Return the sources that `turns`, from the root on, have met, in the order they joined."""
    met = [cast(str, dialogue["snippet"]["id"])]
    for turn in turns:
        met += [s for s in turn.get("sources", []) if s not in met]
    known = {snippet.id: snippet for snippet in snippets(dialogue)}
    return [known[id_] for id_ in met]


def last_verdict(dialogue: Dialogue) -> Verdict | None:
    """Return the newest verdict on the running path, or None before the first."""
    ids = {turn["id"] for turn in spoken(dialogue) if turn["path_id"] == current_path(dialogue)["id"]}
    for judgement in reversed(dialogue["judgements"]):
        if judgement["turn_id"] in ids:
            return Verdict.model_validate(judgement["verdict"])
    return None
