"""How far a path is: what whoever directs or plans it is told of turns, moves, stages and what is still open."""

from collections import Counter
from collections.abc import Container, Mapping

from colloquist.prompts import phrases
from colloquist.state.dialogue import Dialogue
from colloquist.state.limits import full
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path, path_sources, spoken, steps_left
from colloquist.state.verdict import MOVES
from colloquist.state.voices import next_voice


def progress(dialogue: Dialogue, settings: Settings) -> str:
    """Say how far the path is: turns, moves, stages, perspectives, what is still open."""
    path = current_path(dialogue)
    turns = spoken(dialogue)
    mine = {turn["id"] for turn in turns}
    judged = {j["turn_id"]: str(j["verdict"]["stage"]) for j in dialogue["judgements"] if j["turn_id"] in mine}
    stages = list(judged.values())
    moves = Counter(turn["move"] for turn in turns if "move" in turn)
    taken = [p["perspective"] for p in dialogue["paths"] if p["perspective"]]
    taken += [wish["name"] for wish in dialogue["wishes"]]
    lines = [
        f"Turns spoken: {len(turns)} of at most {settings.max_turns}.",
        f"Moves made: {', '.join(moves) or 'none'}. Not yet: {', '.join(m for m in MOVES if m not in moves)}.",
        f"Stages reached: {', '.join(stages) or 'foundation (the seed answer)'}.",
    ]
    voice = next_voice(dialogue)
    if voice:
        lines.insert(1, f"Next to speak: {voice['name']}.")
    if settings.max_branches:
        lines.append(f"Perspectives taken: {'; '.join(taken) or 'none'}.")
    words = phrases("branching", settings.prompts)
    if full(dialogue, settings):
        lines.append(words["last_turn"])
    elif "plan" not in path:
        lines += [words[left] for left in _what_is_left(len(turns), settings.max_turns)]
    ids = sentence_ids(dialogue)
    here = set(used(dialogue, ids, mine))
    elsewhere = used(dialogue, ids, {turn["id"] for turn in dialogue["turns"]} - mine)
    unused = [id_ for id_ in ids if id_ not in here]
    lines.append(f"Sentences that no answer before this one rests on: {', '.join(unused) or 'none'}.")
    if elsewhere:
        lines.append(f"Used on other paths: {', '.join(elsewhere)}; prefer what is not, it would be told twice.")
    planned = [f"{step['move']}: {step['aim']}" for step in steps_left(dialogue)]
    if planned:
        lines += ["Planned for this path and still to come, in this order:", *(f"- {one}" for one in planned)]
    if path["why"]:
        lines.append(f"This path was opened to bring out: {path['why']}")
    return "\n".join(lines)


def _what_is_left(spoken: int, allowed: int) -> list[str]:
    """Name what is to be said of a path that is nearly over."""
    if spoken + 4 > allowed:
        return ["last_exchange"]
    return ["late"] if spoken + 6 > allowed else []


def sentence_ids(dialogue: Dialogue) -> dict[str, str]:
    """Return the sentences of the running path's sources: the ids that prompts use, and the lasting ones."""
    return {
        f"{number}.{n}": f"{snippet.id}#{n}"
        for number, snippet in enumerate(path_sources(dialogue), start=1)
        for n in range(1, len(snippet.sentences) + 1)
    }


def used(dialogue: Dialogue, ids: Mapping[str, str], turns: Container[str]) -> list[str]:
    """Return the sentences that the answers among `turns` rest on, by the `ids` they have on this path."""
    labels = [label for turn in dialogue["turns"] if turn["id"] in turns for label in turn.get("labels", [])]
    cites = {cite for label in labels for cite in label["cites"]}
    return [id_ for id_, lasting in ids.items() if lasting in cites]
