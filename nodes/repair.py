"""Mends answers of a finished conversation: a few sentences, so that what was said afterwards still fits.

The refiner, as editor, changes what the closing step found at fault; the mended answer is judged and
labelled like any other before it takes the old one's place, which is kept beside it.
"""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, ModelFailure, OutOfBudget
from colloquist.nodes.findings import blocking
from colloquist.nodes.judging import judge
from colloquist.nodes.labels import labelled
from colloquist.nodes.mending import edited
from colloquist.nodes.messages import as_messages, check_turn
from colloquist.nodes.standing import to_mend
from colloquist.prompts import Part, blocks, phrases, render
from colloquist.prompts.blocks import tagged
from colloquist.state.dialogue import Dialogue, Draft, Failure, Judgement, Patch, Path, Turn, upsert
from colloquist.state.sentences import split_sentences
from colloquist.state.settings import Settings
from colloquist.state.tree import SEED_ANSWER, path_sources, spoken, turns_to
from colloquist.state.verdict import Verdict
from colloquist.state.verification import Repair, Seen

# The editor was reached and had no mend to offer: the fault stays, and keeps the path out.
NOTHING_SAID = frozenset({"unreadable", "truncated", "empty", "refused", "filtered"})


async def repair(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Mend each faulty answer once, earlier ones first; one that cannot be mended stays and is found again."""
    caller = Caller("repair", state, runtime.context)
    turns: list[Turn] = []
    drafts: list[Draft] = []
    judgements: list[Judgement] = []
    patch: Patch = {"turns": turns, "drafts": drafts, "judgements": judgements, "calls": caller.calls}
    try:
        for turn_id, path_id in to_mend(state, runtime.context).items():
            at_it = _up_to({**state, "turns": upsert(state["turns"], turns)}, turn_id, path_id)
            faulty = [one for one in blocking(state["findings"], path_id) if one["turn_id"] == turn_id]
            text = await _mended(caller, at_it, faulty, _after(state, turn_id))
            if text is None:
                continue
            verdict = await judge(caller, at_it, runtime, text, [])
            judgements.append(Judgement(turn_id=turn_id, of="repair", verdict=verdict.model_dump(mode="json")))
            turn = spoken(at_it)[-1]
            if verdict.needs_rewrite:
                drafts.append(_draft(turn, text, [fault.model_dump() for fault in verdict.faults]))
            else:
                drafts.append(_draft(turn, turn["text"], [dict(one) for one in faulty]))
                turns.append(_kept(at_it, turn, text, verdict))
    except ModelFailure as error:
        failure = Failure(node="repair", kind=error.kind, message=str(error))
        return patch if state["failure"] else {**patch, "failure": failure}
    except OutOfBudget:
        pass
    return patch


async def _mended(caller: Caller, dialogue: Dialogue, faulty: list[Seen], after: list[Turn]) -> str | None:
    """Return the newest answer of the running path with the faults mended, or None where nothing was offered."""
    turns, language = spoken(dialogue), str(dialogue["snippet"]["language"])
    text = turns[-1]["text"]

    def check(said: Repair) -> None:
        check_turn(edited(text, said.edits, language), turns[:-1])

    messages = as_messages(_prompt(dialogue, faulty, after, caller.settings))
    try:
        mended = await caller.value("refiner", messages, Repair, check)
    except ModelFailure as error:
        if error.kind in NOTHING_SAID:
            return None
        raise
    return edited(text, mended.edits, language)


def _prompt(dialogue: Dialogue, faulty: list[Seen], after: list[Turn], settings: Settings) -> list[Part]:
    turns, sources = spoken(dialogue), path_sources(dialogue)
    language = str(dialogue["snippet"]["language"])
    sentences = split_sentences(turns[-1]["text"], language)
    return render(
        "repair",
        settings.prompts,
        source=blocks.source(1, sources[0]),
        beyond=phrases(f"beyond_{settings.extensions}", settings.prompts)["assistant"],
        conversation=blocks.transcript(turns[:-1], sources, pending=turns[-1]),
        answer=blocks.answer(len(turns), turns[-1]["text"], language),
        later=f"\n\n{blocks.later(after, len(turns) + 1)}" if after else "",
        faults=tagged("faults", "\n".join(f"- {_told(one, sentences)}" for one in faulty)),
    )


def _told(one: Seen, sentences: Sequence[str]) -> str:
    """Name a fault by the number of its sentence; one of a seed answer may have been cut otherwise."""
    at = sentences.index(one["sentence"]) + 1 if one["sentence"] in sentences else 0
    where = f"a{at}: " if at else f'in "{one["sentence"]}": ' if one["sentence"] else "the whole: "
    return f"{where}{one['says']} ({one['kind'].replace('_', ' ')})"


def _after(dialogue: Dialogue, turn_id: str) -> list[Turn]:
    """Return the turns that lean on an answer: the next message and the reply to it, on each path that goes on."""
    asked = [turn for turn in dialogue["turns"] if turn["parent_id"] == turn_id]
    standing = {turn["id"] for path in dialogue["paths"] for turn in turns_to(dialogue["turns"], path["leaf"])}
    ids = {turn["id"] for turn in asked}
    later = [turn for turn in dialogue["turns"] if turn["id"] in ids or turn["parent_id"] in ids]
    # What was cut off again is none of what has to fit.
    return [turn for turn in later if turn["text"] and turn["id"] in standing]


def _up_to(dialogue: Dialogue, turn_id: str, path_id: str) -> Dialogue:
    """Return the conversation as it was when the answer had just been given: its path runs, and ends there."""
    path = next(path for path in dialogue["paths"] if path["id"] == path_id)
    running = Path({**path, "leaf": turn_id, "stop": None})
    if turn_id == SEED_ANSWER:
        running = Path({**running, "persona_id": None, "voices": [], "perspective": "", "why": ""})
    return {**dialogue, "paths": [*(p for p in dialogue["paths"] if p["id"] != path_id), running]}


def _kept(dialogue: Dialogue, turn: Turn, text: str, verdict: Verdict) -> Turn:
    labels = labelled(text, verdict.labels, path_sources(dialogue), str(dialogue["snippet"]["language"]))
    return {**turn, "text": text, "labels": labels, "revised": True}


def _draft(turn: Turn, text: str, faults: list[dict[str, object]]) -> Draft:
    return Draft(turn_id=turn["id"], parent_id=turn["parent_id"] or "", text=text, faults=faults, of="repair")
