"""Grading one reply against the key: by its words where it is the key, else by a verifier, who does not solve."""

from colloquist.models import Caller, ModelFailure
from colloquist.nodes.matching import matches
from colloquist.nodes.messages import as_messages
from colloquist.nodes.sample_student import OUTAGES
from colloquist.prompts import blocks, render
from colloquist.state.authored import Grade
from colloquist.state.question import Question, Sample

UNANSWERABLE = "This question cannot be answered: there is no right answer to it."


async def graded(caller: Caller, question: Question, text: str) -> Sample:
    """Return a reply with its outcome; a grader that cannot be understood leaves it uncertain.

    Raises ModelFailure when the server is gone or refuses everything, OutOfBudget when a guard forbids it.
    """
    if question["key"] and matches(text, question["key"], question["aliases"]):
        return Sample(text=text, outcome="correct", by="match")
    prompt = render(
        "refusal_grade",
        caller.settings.prompts,
        question=blocks.tagged("question", question["text"]),
        key=blocks.tagged("key", _key(question)),
        reply=blocks.tagged("reply", text),
    )
    try:
        grade = await caller.value("verifier", as_messages(prompt), Grade)
    except ModelFailure as failure:
        if failure.kind in OUTAGES:
            raise
        return Sample(text=text, outcome="uncertain", by="verifier")
    outcome = "uncertain" if grade.outcome == "correct" and not question["key"] else grade.outcome
    return Sample(text=text, outcome=outcome, by="verifier")


def _key(question: Question) -> str:
    if not question["key"]:
        return UNANSWERABLE
    aliases = [f"or: {name}" for name in question["aliases"]]
    return "\n".join([question["key"], *aliases])
