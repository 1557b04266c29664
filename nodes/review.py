"""Reviews the newest answer: several critics side by side, each from one angle, none of whom decides anything.

More than one reviewer is what makes the difference in Review-Instruct (2505.11010).
"""

from functools import partial

from langgraph.runtime import Runtime

from colloquist.models import Caller, OutOfBudget
from colloquist.nodes.messages import as_messages, who_asks, window
from colloquist.prompts import Part, blocks, phrases, render
from colloquist.state.dialogue import Dialogue, Patch, Reviewed
from colloquist.state.limits import overspent
from colloquist.state.review import Review
from colloquist.state.settings import Settings
from colloquist.state.tree import path_sources, spoken

ANGLES = ("grounding", "depth", "person")


async def review(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Have the newest answer of the running path looked at from every angle, where the chair can still be paid.

    Raises ModelFailure when a review could not be read after all tries: nobody's silence counts as approval.
    """
    settings = runtime.context
    stop = overspent(state["calls"], settings, len(ANGLES) + 1)
    if stop:
        raise OutOfBudget(stop, [])
    caller = Caller("review", state, settings)
    said = await caller.all_of([partial(_from_angle, state, angle) for angle in ANGLES])
    turn_id = spoken(state)[-1]["id"]
    reviews = [
        Reviewed(turn_id=turn_id, angle=angle, review=one.model_dump(mode="json"))
        for angle, one in zip(ANGLES, said, strict=True)
    ]
    return {"reviews": reviews, "calls": caller.calls}


async def _from_angle(dialogue: Dialogue, angle: str, caller: Caller) -> Review:
    return await caller.value("refiner", as_messages(_prompt(dialogue, caller.settings, angle)), Review)


def _prompt(dialogue: Dialogue, settings: Settings, angle: str) -> list[Part]:
    seen, sources = window(dialogue), path_sources(dialogue)
    turn = seen.turns[-1]
    return render(
        "review",
        settings.prompts,
        source=blocks.source(1, sources[0]),
        persona=who_asks(dialogue),
        summary=blocks.summary(seen.summary),
        conversation=blocks.transcript(seen.turns[:-1], sources, seen.first, pending=turn),
        answer=blocks.answer(seen.first + len(seen.turns) - 1, turn["text"], str(dialogue["snippet"]["language"])),
        policy=phrases(f"beyond_{settings.extensions}", settings.prompts)["refiner"],
        angle=phrases("angles", settings.prompts)[angle],
    )
