"""Asks the student each question several times, bare and without a source, to see how often it knows."""

from dataclasses import replace

from langchain_core.messages import HumanMessage
from langgraph.runtime import Runtime

from colloquist.models import FATAL, Caller, ModelFailure, OutOfBudget
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.question import Question, Sample
from colloquist.state.settings import Settings

OUTAGES = FATAL | {"unreachable", "rate_limited"}
"""Failures that say something of the server and nothing of the reply: the snippet fails, to be made again."""


async def sample_student(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Return the questions that have an answer with the student's replies to them."""
    settings = runtime.context
    caller = Caller("sample_student", state, once(settings))
    asked = [q for q in state["questions"] if q["kind"] == "answerable" and not q["dropped"]]
    return {"questions": [await _sampled(caller, q, settings.samples) for q in asked], "calls": caller.calls}


async def _sampled(caller: Caller, question: Question, times: int) -> Question:
    replies = [await plain_reply(caller, question["text"]) for _ in range(times)]
    samples = [reply for reply in replies if not isinstance(reply, str)]
    return {**question, "samples": samples, "lost": [reply for reply in replies if isinstance(reply, str)]}


async def plain_reply(caller: Caller, text: str) -> Sample | str:
    """Return what the student says to a bare question, or why that is no sample: a failure is no wrong answer.

    Raises ModelFailure when the server is gone or refuses everything.
    """
    try:
        said = await caller.text("student", [HumanMessage(text)])
    except OutOfBudget as guard:
        return guard.stop["reason"]
    except ModelFailure as failure:
        if failure.kind in OUTAGES:
            raise
        return failure.kind
    return Sample(text=said, outcome="", by="")


def once(settings: Settings) -> Settings:
    """Return the settings with one try per reply: what is asked again in other words is another question."""
    return replace(settings, tries=1)
