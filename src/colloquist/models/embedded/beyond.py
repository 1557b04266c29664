"""What a passage does not hold: things people ask for, and how the assistant admits that it cannot say."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from colloquist.models.embedded.nouns import phrases
from colloquist.models.embedded.words import lot, stem, stems, words


class Beyond(NamedTuple):
    """A thing to ask for: how to recognise it, two ways to ask, and how to name it when admitting."""

    marks: str
    direct: str
    indirect: str
    name: str


PROBES = (
    Beyond(
        "cost price money expense budget afford",
        "What would that cost, roughly?",
        "what that would cost, roughly",
        "what it would cost",
    ),
    Beyond(
        "law legal regulation statute permit court",
        "Is there a law that says anything about it?",
        "whether there is a law that says anything about it",
        "what the law says about it",
    ),
    Beyond(
        "survey poll opinion percentage agree",
        "How many people in the trade would agree with that?",
        "how many people in the trade would agree with that",
        "how many people would agree",
    ),
    Beyond(
        "train course qualification teach learn",
        "How long does it take to learn this properly?",
        "how long it takes to learn this properly",
        "how long it takes to learn",
    ),
    Beyond(
        "japan china abroad foreign germany",
        "Is it done the same way in Japan?",
        "whether it is done the same way in Japan",
        "how it is done in Japan",
    ),
    Beyond(
        "insurance insurer liability insure",
        "What does an insurer say to that?",
        "what an insurer says to that",
        "what an insurer would say",
    ),
    Beyond(
        "complaint mistake beginner careless",
        "What is the mistake that beginners make most often?",
        "which mistake beginners make most often",
        "which mistake beginners make most often",
    ),
    Beyond(
        "textbook author expert consult specialist",
        "Whom should I ask for a second opinion?",
        "whom I should ask for a second opinion",
        "whom to ask for a second opinion",
    ),
)
_ADMISSIONS = (
    "I don't know {name}.",
    "I cannot tell you {name}; I have nothing to go on there.",
    "That is something I do not know: {name}.",
    "I can't say {name}, and a guess would not help you.",
    "I have no answer to {point}.",
)
_OPEN = (
    "That part I don't know.",
    "I don't know the answer to that.",
    "I cannot tell you that; I have nothing to go on there.",
    "I have no answer to that one.",
    "On that point I don't know enough to say anything.",
)
_TOLD = (
    "I don't know more about {k} than I have said.",
    "I cannot add anything about {k} to what I have told you.",
    "About {k} I do not know anything further.",
)
_REFUSAL = re.compile(
    r"\bI (?:really |simply |just )?(?:do not|don[’']t|cannot|can[’']t|could not) (?:know|say|tell|add|give)\b"
    r"|\bI have no (?:answer|figure|way)|\bnothing to go on\b|\bI do not know\b"
    r"|\b(?:is|are) not (?:known|settled)\b|\bnobody knows\b",
    re.IGNORECASE,
)


def probes(known: Collection[str]) -> list[Beyond]:
    """Return the things that a passage with these stems says nothing about."""
    return [probe for probe in PROBES if not any(stem(mark) in known for mark in words(probe.marks))]


def is_refusal(sentence: str) -> bool:
    """Whether a sentence says that something is not known."""
    return bool(_REFUSAL.search(sentence))


def asked_beyond(question: str) -> Beyond | None:
    """Return the known thing that a question asks for, if it is one of them."""
    return next((probe for probe in PROBES if probe.direct in question or probe.indirect in question), None)


def admission(question: str, told: frozenset[str], before: Sequence[str]) -> str:
    """Return a sentence that says what is not known, in words that were not used before."""
    probe = asked_beyond(question)
    named = [phrase for phrase in phrases(question) if len(phrase.split()) < 5]
    if probe:
        options = [form.format(name=probe.name, point="that") for form in _ADMISSIONS]
    elif named and stems(named[-1]) <= told:
        options = [form.format(k=named[-1]) for form in _TOLD]
    else:
        options = list(_OPEN)
    start = lot(question, len(before)) % len(options)
    turned = [*options[start:], *options[:start], *_OPEN]
    return next((option for option in turned if not any(option in text for text in before)), turned[0])
