"""What a verdict does to an answer: it stands as it is, in better words, or is taken out with its exchange."""

import re

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.judging import NOBODY, Heard, judge
from colloquist.nodes.labels import labelled
from colloquist.nodes.reaching import within_reach
from colloquist.state.dialogue import Dialogue, Draft, Judgement, Opening, Patch, Turn, Wish
from colloquist.state.limits import full
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.stop import Stop
from colloquist.state.tree import SEED_ANSWER, current_path, path_sources, spoken
from colloquist.state.verdict import NextMove, Perspective, Verdict

OUT_OF_CHARACTER = 1
_REACHED = re.compile(r"\br\d+\b")


async def settled(
    caller: Caller,
    dialogue: Dialogue,
    runtime: Runtime[Settings],
    of_draft: Heard = NOBODY,
    of_revision: Heard = NOBODY,
) -> Patch:
    """Return what becomes of the newest answer, and what should happen next, judged after what others said of it.

    Raises ModelFailure, OutOfBudget.
    """
    settings = runtime.context
    reach = within_reach(dialogue, settings)
    turn = spoken(dialogue)[-1]
    text, drafts, judgements = turn["text"], [], []
    verdict = await judge(caller, dialogue, runtime, text, reach, of_draft)
    judgements.append(_judgement(turn, verdict, reach, "draft"))
    for _ in range(settings.max_revisions):
        if not verdict.needs_rewrite:
            break
        drafts.append(_draft(turn, text, verdict))
        text = (verdict.better_response or "").strip()
        verdict = await judge(caller, dialogue, runtime, text, reach, of_revision)
        judgements.append(_judgement(turn, verdict, reach, "revision"))
    patch: Patch = {"judgements": judgements, "drafts": drafts, "calls": caller.calls}
    if verdict.needs_rewrite or verdict.scores.in_character == OUT_OF_CHARACTER:
        drafts.append(_draft(turn, text, verdict))
        return {**patch, **_taken_out(dialogue, verdict)}
    return {**patch, **_kept(dialogue, turn, text, verdict), **_asked_for(dialogue, settings, verdict, reach)}


def _judgement(turn: Turn, verdict: Verdict, reach: list[Snippet], of: str) -> Judgement:
    """Keep a verdict with real ids where it named what is within reach: its numbers do not last."""
    kept = verdict.model_dump(mode="json")
    proposals = [*kept["next_moves"], *([kept["perspective"]] if kept["perspective"] else [])]
    for proposal in proposals:
        proposal.update(with_ids(proposal["brief"], proposal["draw_on"], reach))
    return Judgement(turn_id=turn["id"], of="draft" if of == "draft" else "revision", verdict=kept)


def with_ids(brief: str, draw_on: list[str], reach: list[Snippet]) -> Opening:
    """Return brief and sources of an exchange by the ids of snippets instead of r1, r2 and so on.

    What the brief names is drawn on, whether or not it was said apart: the answer must not be sent to look for it.
    """
    named = {f"r{n}": snippet.id for n, snippet in enumerate(reach, start=1)}
    drawn = dict.fromkeys([*draw_on, *_REACHED.findall(brief)])
    told = _REACHED.sub(lambda r: f"source {named[r[0]]}" if r[0] in named else r[0], brief)
    return Opening(brief=told, draw_on=[named[r] for r in drawn if r in named])


def _draft(turn: Turn, text: str, verdict: Verdict) -> Draft:
    faults = [fault.model_dump() for fault in verdict.faults]
    return Draft(turn_id=turn["id"], parent_id=turn["parent_id"] or "", text=text, faults=faults)


def _kept(dialogue: Dialogue, turn: Turn, text: str, verdict: Verdict) -> Patch:
    labels = labelled(text, verdict.labels, path_sources(dialogue), str(dialogue["snippet"]["language"]))
    return {"turns": [{**turn, "text": text, "labels": labels, "revised": text != turn["text"]}]}


def _taken_out(dialogue: Dialogue, verdict: Verdict) -> Patch:
    """Cut the exchange off again: what is known to be wrong must not be learned."""
    path = current_path(dialogue)
    wrong = [fault.what for fault in verdict.faults if fault.severity == "rewrite"]
    what = wrong[0] if wrong else "the user fell out of character"
    stop = Stop(reason="unresolved_fault", detail=what)
    return {"paths": [{**path, "leaf": spoken(dialogue)[-3]["id"], "stop": stop}]}


def _asked_for(dialogue: Dialogue, settings: Settings, verdict: Verdict, reach: list[Snippet]) -> Patch:
    """Return the sources that the next moves draw on, and the perspective that waits for a path."""
    proposals: list[NextMove | Perspective] = [*verdict.next_moves]
    proposals += [verdict.perspective] if verdict.perspective else []
    drawn = {id_ for one in proposals for id_ in with_ids(one.brief, one.draw_on, reach)["draw_on"]}
    sources = [snippet.model_dump(mode="json") for snippet in reach if snippet.id in drawn]
    ends = verdict.decision != "continue" or full(dialogue, settings)
    if verdict.perspective is None or not ends or not settings.max_branches:
        return {"sources": sources}
    wish = _wish(dialogue, settings, verdict.perspective, reach)
    taken = [p["perspective"] for p in dialogue["paths"]] + [w["name"] for w in dialogue["wishes"]]
    if wish["name"].casefold() in (name.casefold() for name in taken):
        return {"sources": sources, "dropped_wishes": [wish]}
    return {"sources": sources, "wishes": [*dialogue["wishes"], wish]}


def _wish(dialogue: Dialogue, settings: Settings, perspective: Perspective, reach: list[Snippet]) -> Wish:
    """Resolve where a perspective forks: at the seed answer unless the same person goes another way.

    A turn after which no further exchange fits is no place to fork from.
    """
    turns = spoken(dialogue)
    at = perspective.fork_turn - 1
    fits = 0 < at < min(len(turns), settings.max_turns - 2) and turns[at]["role"] == "assistant"
    later = perspective.same_person and fits
    fork = turns[at]["id"] if later else SEED_ANSWER
    return Wish(
        name=perspective.name,
        why=perspective.why,
        same_person=perspective.same_person,
        fork=fork,
        opening={**with_ids(perspective.brief, perspective.draw_on, reach), "aim": perspective.aim},
    )
