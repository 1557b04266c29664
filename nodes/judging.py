"""How the refiner is asked: what it sees of a conversation, and when its verdict can be read."""

from collections import Counter
from collections.abc import Container, Mapping
from typing import NamedTuple

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.arithmetic import miscalculations
from colloquist.nodes.checks.strangers import strangers
from colloquist.nodes.copying import copied_runs
from colloquist.nodes.messages import as_messages, check_turn, who_asks, window
from colloquist.prompts import blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue
from colloquist.state.limits import branches_left, full
from colloquist.state.sentences import split_sentences
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import current_path, path_sources, spoken, steps_left
from colloquist.state.verdict import MOVES, Verdict


class Heard(NamedTuple):
    """What others said of an answer, and what whoever judges it is to do with that."""

    task: str = ""
    reviews: str = ""


NOBODY = Heard()


async def judge(
    caller: Caller,
    dialogue: Dialogue,
    runtime: Runtime[Settings],
    text: str,
    reach: list[Snippet],
    heard: Heard = NOBODY,
) -> Verdict:
    """Return the refiner's verdict on `text` as the newest answer of the running path.

    Raises ModelFailure when it could not be read after all tries: never a verdict by default.
    """
    settings = runtime.context
    seen = window(dialogue)
    sources = path_sources(dialogue)
    number = seen.first + len(seen.turns) - 1
    language = str(dialogue["snippet"]["language"])
    prompt = render(
        "refine",
        settings.prompts,
        source=blocks.source(1, sources[0]),
        policy=phrases(f"beyond_{settings.extensions}", settings.prompts)["refiner"],
        manner=_particular(dialogue, settings, heard),
        branching=phrases("branching", settings.prompts)["open" if branches_left(dialogue, settings) else "shut"],
        persona=who_asks(dialogue),
        summary=blocks.summary(seen.summary),
        conversation=blocks.transcript(seen.turns[:-1], sources, seen.first, pending=seen.turns[-1]),
        answer=blocks.answer(number, text, language),
        reach=blocks.within_reach(reach),
        state=standing(dialogue, settings),
        checks=_checks(text, sources, strangers(text, spoken(dialogue)[:-1], sources, language)) + heard.reviews,
        number=str(number),
    )
    sentences = len(split_sentences(text, language))
    before = spoken(dialogue)[:-1]

    def check(verdict: Verdict) -> None:
        _check_labels(verdict, sentences)
        if verdict.needs_rewrite:
            check_turn(verdict.better_response or "", before)

    return await caller.value("refiner", as_messages(prompt), Verdict, check)


def _particular(dialogue: Dialogue, settings: Settings, heard: Heard) -> str:
    """Return the manner of the conversation, that a plan directs it, and what to do with what others said."""
    planned = phrases("planned", settings.prompts)["refiner"] if "plan" in current_path(dialogue) else ""
    return particular(settings, "refiner", planned, heard.task)


def standing(dialogue: Dialogue, settings: Settings) -> str:
    """Tell the refiner how far the path is: turns, moves, stages, perspectives, what is still open."""
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


def _checks(text: str, sources: list[Snippet], strange: list[str]) -> str:
    """Tell the refiner what code can see for itself; it decides what that means."""
    wrong, copied = miscalculations(text), copied_runs(text, sources)
    lines = ["Calculations that do not come out as written (units ignored):", *wrong] if wrong else []
    lines += (
        ["Copied word for word from a source (minor, unless it is most of the answer; terms may stay):", *copied]
        if copied
        else []
    )
    if strange:
        lines += ["In no source and said by nobody, as far as code can tell (unless it is worked out):", *strange]
    return "\n".join([*lines, ""]) if lines else ""


def _check_labels(verdict: Verdict, sentences: int) -> None:
    given = [label.sentence for label in verdict.labels]
    missing = sorted(set(range(1, sentences + 1)) - set(given))
    if missing:
        raise Unusable(
            "unreadable", f"labels: sentence a{missing[0]} has none; label a1 to a{sentences}, each once"
        )
    if verdict.needs_rewrite and not (verdict.better_response or "").strip():
        raise Unusable("unreadable", "a fault is worth a rewrite but better_response is empty")
    if verdict.decision == "branch" and verdict.perspective is None:
        raise Unusable("unreadable", "the decision is branch but perspective is null")
