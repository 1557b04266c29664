"""How the refiner is asked: what it sees of a conversation, and when its verdict can be read."""

from typing import NamedTuple

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.arithmetic import miscalculations
from colloquist.nodes.checks.strangers import strangers
from colloquist.nodes.copying import copied_runs
from colloquist.nodes.messages import as_messages, check_turn, who_asks, window
from colloquist.nodes.progress import progress
from colloquist.prompts import blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue
from colloquist.state.limits import branches_left
from colloquist.state.sentences import split_sentences
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import current_path, path_sources, spoken
from colloquist.state.verdict import Verdict


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
        state=progress(dialogue, settings),
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
