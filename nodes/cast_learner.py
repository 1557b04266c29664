"""Casts the tutoring conversation: somebody who has to learn this, and goes about it in a way that goes wrong."""

from langgraph.runtime import Runtime

from colloquist.nodes.build_persona import chosen
from colloquist.nodes.drawing import drawn_note
from colloquist.prompts import Part, phrases, render
from colloquist.prompts.blocks import source, tagged
from colloquist.state.dialogue import Patch
from colloquist.state.problem import ProblemSet
from colloquist.state.settings import Settings
from colloquist.state.tree import snippets


async def cast_learner(state: ProblemSet, runtime: Runtime[Settings]) -> Patch:
    """Give the running path its learner: inferred, given by the settings, or nobody in particular."""

    def prompt() -> list[Part]:
        return render(
            "problem_learner",
            runtime.context.prompts,
            source=source(1, snippets(state)[0]),
            problem=tagged("problem", state["turns"][0]["text"]),
            casting=_note(state, runtime.context),
        )

    return await chosen("cast_learner", state, runtime.context, prompt)


def _note(state: ProblemSet, settings: Settings) -> str:
    """Return one drawn line each for who learns, temperament and writing."""
    options = phrases("casting", settings.prompts)
    learners = phrases("problem_words", settings.prompts)["learners"]
    lines = {"learner": learners, "temperament": options["temperament"], "writing": options["writing"]}
    return drawn_note(state, settings, lines)
