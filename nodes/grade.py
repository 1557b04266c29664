"""Grades what the student said, so that it can be told how often it knows."""

from langgraph.runtime import Runtime

from colloquist.models import Caller, OutOfBudget
from colloquist.nodes.grading import graded
from colloquist.nodes.matching import plainly
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.question import Question, Sample
from colloquist.state.settings import Settings


async def grade(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Return the sampled questions with the outcome of every sample."""
    caller = Caller("grade", state, runtime.context)
    sampled = [question for question in state["questions"] if question["samples"]]
    return {"questions": [await _graded(caller, question) for question in sampled], "calls": caller.calls}


async def _graded(caller: Caller, question: Question) -> Question:
    """Grade the samples of a question; the same words are graded once, and a guard leaves the rest ungraded."""
    met: dict[str, Sample] = {}
    samples, lost = [], list(question["lost"])
    for sample in question["samples"]:
        key = plainly(sample["text"])
        try:
            if key not in met:
                met[key] = await graded(caller, question, sample["text"])
            samples.append(Sample(text=sample["text"], outcome=met[key]["outcome"], by=met[key]["by"]))
        except OutOfBudget as guard:
            lost.append(guard.stop["reason"])
    return {**question, "samples": samples, "lost": lost}
