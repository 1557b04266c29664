"""Whoever is quizzed, and whoever grades: refusals that say what is not known, replies compared with a key."""

import re
from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.beyond import is_refusal
from colloquist.models.embedded.quiz import shown_questions
from colloquist.models.embedded.words import lot, plain, stems, words
from colloquist.state.authored import Grade, RefusalSentence, WrittenRefusal, WrittenRefusals
from colloquist.state.question import Outcome

_MATCHES = 0.6
_NOBODY = re.compile(r"\bWhat did (.+?) reply in \d+\b")
_ABOUT = re.compile(r"\bWhen it comes to (.+?):")
_UNHEARD_OF = (
    "I don't know of any {what}.",
    "I cannot place {what}, so I don't know what was said.",
    "The name {what} says nothing to me: I do not know.",
)
_TOO_LITTLE = (
    "I don't know enough about {what} to answer that.",
    "That part of {what} I do not know.",
    "About {what} I know too little: I can't say, and a guess would not help you.",
)
_OPEN = (
    "That I don't know.",
    "I cannot tell you that; I have nothing to go on there.",
    "I have no answer to that one.",
    "I do not know, and a guess would not help you.",
)


def written_refusals(text: str) -> WrittenRefusals:
    """Return a refusal for every question that a prompt shows, each in words of its own."""
    shown = shown_questions(text)
    return WrittenRefusals(refusals=[_refusal(n, id_, question) for n, (id_, question) in enumerate(shown)])


def _refusal(number: int, id_: str, question: str) -> WrittenRefusal:
    forms, what = _forms(question)
    sentence = forms[(lot("refusal", question) + number) % len(forms)].format(what=what)
    return WrittenRefusal(of=id_, sentences=[RefusalSentence(text=sentence, kind="refusal", cites=[])])


def _forms(question: str) -> tuple[Sequence[str], str]:
    """Return ways to refuse, and what they name: nothing in the question is taken for true."""
    nobody, about = _NOBODY.search(question), _ABOUT.search(question)
    if nobody:
        return _UNHEARD_OF, nobody[1]
    return (_TOO_LITTLE, about[1]) if about else (_OPEN, "")


def grade(text: str) -> Grade:
    """Return how a reply compares with its key, by their words alone."""
    key, reply = reading.tagged(text, "key"), reading.tagged(text, "reply")
    outcome = _outcome(key, reply)
    return Grade(analysis=f"By its words the reply is {outcome.replace('_', ' ')}.", outcome=outcome)


def _outcome(key: str, reply: str) -> Outcome:
    if "cannot be answered" in key:
        return "not_attempted" if is_refusal(reply) else "incorrect"
    names = [line.removeprefix("or: ") for line in key.splitlines() if line.strip()]
    if any(_says(reply, name) for name in names):
        return "correct"
    return "not_attempted" if is_refusal(reply) or not words(reply) else "incorrect"


def _says(reply: str, name: str) -> bool:
    wanted = stems(name)
    if not wanted:
        return plain(name).strip() in plain(reply)
    return len(wanted & stems(reply)) >= _MATCHES * len(wanted)
