"""Writes the message to which the next stretch of the passage is the answer (WikiDialog, 2205.09073).

The writer sees what was said and the answer to come, and must not give it away; figures and long runs of words
that only the answer has are looked for in code. The answer is the passage's own, so each sentence cites itself.
"""

import re
from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.checks.overlap import measure
from colloquist.nodes.cut_answers import words_of
from colloquist.nodes.drawing import lot
from colloquist.nodes.labels import label
from colloquist.nodes.messages import as_messages, check_turn, who_asks
from colloquist.nodes.seed_answer import first_path
from colloquist.prompts import Part, blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Path, Turn
from colloquist.state.inpainting import Inpainting, InpaintingPatch, Stretch
from colloquist.state.limits import full
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.stop import Stop
from colloquist.state.tree import current_path, snippets, spoken

LONGEST_RUN = 5
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


async def inpaint_question(state: Inpainting, runtime: Runtime[Settings]) -> InpaintingPatch:
    """Write the next message and let the passage answer it; the first one is nobody's in particular."""
    settings, passage = runtime.context, snippets(state)[0]
    before = spoken(state) if state["paths"] else []
    stretch = state["stretches"][len(before) // 2]
    answer = words_of(passage, stretch)
    caller = Caller("inpaint_question", state, settings)
    who = who_asks(state) if before else blocks.anybody("")
    known = "\n".join([who, passage.heading, *(turn["text"] for turn in before)])

    def check(said: str) -> None:
        check_turn(said, before)
        _check_secret(said, answer, known)

    text = await caller.text("user", as_messages(_prompt(state, settings, who, answer)), check)
    turns = _exchange(state, passage, stretch, before, text)
    return {"turns": turns, "paths": [_path(state, settings, turns)], "calls": caller.calls}


def _prompt(dialogue: Inpainting, settings: Settings, who: str, answer: str) -> list[Part]:
    before = spoken(dialogue) if dialogue["paths"] else []
    words = phrases("asking", settings.prompts)
    draw = lot(dialogue, settings, f"asking {len(before)}")
    ways, lengths = words["ways"].splitlines(), words["lengths"].splitlines()
    return render(
        "inpaint_question",
        settings.prompts,
        manner=particular(settings, "user"),
        persona=who,
        subject=snippets(dialogue)[0].heading,
        conversation=blocks.transcript(before),
        answer=blocks.answer(len(before) + 2, answer, str(dialogue["snippet"]["language"])),
        way=draw.choice(ways) if before else words["opening"],
        length=draw.choice(lengths) if before else lengths[0],
    )


def _check_secret(said: str, answer: str, known: str) -> None:
    """Raise Unusable for a message that holds what only the answer can have told."""
    given = set(_FIGURE.findall(said)) & set(_FIGURE.findall(answer)) - set(_FIGURE.findall(known))
    if given:
        raise Unusable("unreadable", f"it gives away {sorted(given)[0]}, which only the answer says")
    if measure(said, [answer]).longest > LONGEST_RUN:
        raise Unusable("unreadable", f"more than {LONGEST_RUN} words in a row are those of the answer")


def _exchange(
    dialogue: Inpainting, passage: Snippet, stretch: Stretch, before: Sequence[Turn], text: str
) -> list[Turn]:
    persona_id = current_path(dialogue)["persona_id"] if before else None
    shared = {"path_id": "p1", "persona_id": persona_id}
    asked = f"t{len(before) + 1}"
    numbers = range(stretch["first"], stretch["last"] + 1)
    labels = [label(passage.sentences[n - 1], "grounded", [f"1.{n}"], [passage]) for n in numbers]
    parent = before[-1]["id"] if before else None
    question = {"id": asked, "parent_id": parent, "role": "user", "made_by": "model" if before else "seed"}
    said = {"id": f"t{len(before) + 2}", "parent_id": asked, "role": "assistant", "made_by": "source"}
    return [
        Turn(**shared, **question, text=text),  # type: ignore[typeddict-item]
        Turn(**shared, **said, text=words_of(passage, stretch), labels=labels),  # type: ignore[typeddict-item]
    ]


def _path(dialogue: Inpainting, settings: Settings, turns: Sequence[Turn]) -> Path:
    """Return the path with the new exchange, closed when the last answer has its question."""
    path = current_path(dialogue) if dialogue["paths"] else first_path()
    longer: Path = {**path, "leaf": turns[-1]["id"]}
    spoken_by_then = int(turns[-1]["id"][1:])
    if spoken_by_then < 2 * len(dialogue["stretches"]):
        return longer
    detail = f"all {len(dialogue['stretches'])} answers of the passage have their questions"
    said: Inpainting = {**dialogue, "turns": [*dialogue["turns"], *turns], "paths": [longer]}
    if full(said, settings):
        return {**longer, "stop": Stop(reason="max_turns", detail=f"{spoken_by_then} turns; {detail}")}
    return {**longer, "stop": Stop(reason="complete", detail=detail)}
