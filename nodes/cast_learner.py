"""Casts the tutoring conversation: somebody who has to learn this, and goes about it in a way that goes wrong."""

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.build_persona import cast
from colloquist.nodes.drawing import lot
from colloquist.nodes.messages import as_messages
from colloquist.prompts import phrases, render
from colloquist.prompts.blocks import source, tagged
from colloquist.state.dialogue import Patch
from colloquist.state.persona import Persona
from colloquist.state.problem import ProblemSet
from colloquist.state.settings import Settings
from colloquist.state.tree import snippets


async def cast_learner(state: ProblemSet, runtime: Runtime[Settings]) -> Patch:
    """Give the running path its learner: inferred, given by the settings, or nobody in particular."""
    settings = runtime.context
    if settings.persona is False:
        return {}
    if isinstance(settings.persona, Persona):
        return cast(state, settings.persona)
    caller = Caller("cast_learner", state, settings)
    prompt = render(
        "problem_learner",
        settings.prompts,
        source=source(1, snippets(state)[0]),
        problem=tagged("problem", state["turns"][0]["text"]),
        casting=_note(state, settings),
    )
    persona = await caller.value("persona", as_messages(prompt), Persona)
    return {**cast(state, persona), "calls": caller.calls}


def _note(state: ProblemSet, settings: Settings) -> str:
    """Return one drawn line each for who learns, temperament and writing."""
    options = phrases("casting", settings.prompts)
    learners = phrases("problem_words", settings.prompts)["learners"]
    lines = {"learner": learners, "temperament": options["temperament"], "writing": options["writing"]}
    drawn = {kind: lot(state, settings, kind).choice(text.splitlines()) for kind, text in lines.items()}
    return "; ".join(f"{kind}: {line}" for kind, line in drawn.items())
