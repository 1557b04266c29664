"""The rules of refusal data: which rows and pairs a question gives, by how often a student knew the answer.

The table is that of Phi-4 (2412.08905, A.1). The report leaves open what "usually" means and how samples
count that do not attempt an answer:

* usually right is a share of right answers of at least `usually`, so a tie teaches the answer;
* a sample that does not attempt an answer counts among the samples and is neither right nor wrong: it
  lowers the share, and there is nothing in it to prefer a refusal to;
* a sample whose grade is uncertain, and a reply that failed, are no samples.
"""

from typing import NamedTuple

from colloquist.state.question import GRADED, Question
from colloquist.state.settings import Settings


class Rows(NamedTuple):
    """What a question gives: supervised rows (question to answer, or to refusal) and preference pairs."""

    answer: bool = False
    refusal: bool = False
    correct_over_refusal: bool = False
    refusal_over_wrong: bool = False


def outcomes(question: Question) -> list[str]:
    """Return the grades that count, in the order of the samples."""
    return [sample["outcome"] for sample in question["samples"] if sample["outcome"] in GRADED]


def p_correct(question: Question) -> float | None:
    """Return the share of samples that are right, or None where there is no sample."""
    graded = outcomes(question)
    return graded.count("correct") / len(graded) if graded else None


def rows_of(question: Question, usually: float, student: bool) -> Rows:
    """Return what a question gives. Without a student the source decides: what it answers is answered."""
    if question["dropped"]:
        return Rows()
    if question["kind"] != "answerable":
        return Rows(refusal=True)
    if not student:
        return Rows(answer=True)
    share = p_correct(question)
    if share is None:
        return Rows()
    right = share >= usually
    return Rows(right, not right, share > 0, "incorrect" in outcomes(question))


def rule_of(question: Question, usually: float, student: bool) -> str:
    """Name the rule behind a question's supervised row, in words."""
    if question["kind"] == "bogus":
        return "bogus question"
    if question["kind"] == "beyond":
        return "beyond the source"
    if not student:
        return "the source answers it"
    return "usually right" if rows_of(question, usually, student).answer else "usually wrong"


def tally(question: Question) -> str:
    """Say how the student did, in words."""
    graded = outcomes(question)
    if not graded:
        return "no sample"
    return f"{graded.count('correct')} of {len(graded)} samples right, {graded.count('incorrect')} wrong"


def has_student(settings: Settings) -> bool:
    """Whether a model of its own was named for the student; there is none by default."""
    own = settings.roles.get("student")
    return own is not None and own.model is not None
