"""What keeps a question, its answer or its refusal out of the data: plain checks that need no model."""

import re
from collections.abc import Sequence

from colloquist.nodes.matching import gives_away, plainly
from colloquist.state.question import Question, Rest, said

FEWEST_STARS = 4
"""Own rating from which on a bogus variant counts as different and plausible."""
_SOURCE = re.compile(
    r"\b(?:the|this|that) (?:text|passage|snippet|excerpt|paragraph)\b(?! of\b)"
    r"|\baccording to (?:the|this) (?:source|document|article|author|section)\b"
    r"|\b(?:mentioned|described|given|stated) (?:above|here)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\bas an? (?:ai|artificial|assistant|(?:large )?language model|chatbot)\b"
    r"|\b(?:language model|training data|knowledge cut-?off|my training)\b",
    re.IGNORECASE,
)


def question_fault(text: str, key: str, aliases: Sequence[str], before: Sequence[Question]) -> str:
    """Return what is wrong with a question, or nothing."""
    if not text.strip():
        return "it is empty"
    if _SOURCE.search(text):
        return "it speaks of its source"
    if key and gives_away(text, key, aliases):
        return "it gives its own answer away"
    if any(plainly(text) == plainly(other["text"]) for other in before):
        return "it is asked twice"
    return ""


def variant_fault(text: str, quality: int, before: Sequence[Question]) -> str:
    """Return what is wrong with a bogus variant, or nothing."""
    fault = question_fault(text, "", (), before)
    if not fault and quality < FEWEST_STARS:
        return f"rated below {FEWEST_STARS} for being different and plausible"
    return fault


def answer_fault(answer: Sequence[Rest]) -> str:
    """Return what is wrong with a correct answer whose unsupported sentences have been left out, or nothing."""
    if not answer:
        return "no sentence of its answer cites the source"
    return "its answer speaks of the source" if _SOURCE.search(said(answer)) else ""


def refusal_fault(question: Question, refusal: Sequence[Rest]) -> str:
    """Return what is wrong with a refusal whose unsupported sentences have been left out, or nothing."""
    text = said(refusal)
    if not any(part["kind"] == "refusal" for part in refusal):
        return "its refusal does not say what is not known"
    if _MACHINE.search(text):
        return "its refusal speaks as a machine"
    if _SOURCE.search(text):
        return "its refusal speaks of the source"
    if gives_away(text, question["key"], question["aliases"]):
        return "its refusal gives the answer away"
    return ""
