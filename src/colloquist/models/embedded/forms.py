"""Forms of questions that are grammatical whatever fills them: {k} is a noun phrase, {t} the topic."""

import re
from typing import NamedTuple

from colloquist.models.embedded.lexicon import plural


class Form(NamedTuple):
    """The same question asked straight and as part of a sentence."""

    direct: str
    indirect: str

    def filled(self, thing: str, topic: str) -> tuple[str, str]:
        """Return both ways of asking, with the verbs that agree with the thing."""
        head = re.split(r" (?:of|in|for|to|from|with|by|on|at|and) ", thing)[0].rsplit(" ", 1)[-1]
        many = " and " in thing or plural(head.casefold())
        fill = {
            "k": thing,
            "t": topic,
            "does": "do" if many else "does",
            "has": "have" if many else "has",
            "s": "" if many else "s",
        }
        return self.direct.format(**fill), self.indirect.format(**fill)


FLAVOURS: dict[str, re.Pattern[str]] = {
    "worked": re.compile(r"\A(?:Take|Suppose|Say|Imagine|Consider|Assume)\b"),
    "tradeoff": re.compile(
        r"\b(?:compromise|price of|at the price|trade-?off|conflict\w*|weigh|tension|but also)\b", re.I
    ),
    "limits": re.compile(
        r"\b(?:cannot|weakness|limits?|trap|harm\w*|danger\w*|fail(?:s|ure)?|exceptions?|too much|not every"
        r"|useless|warning)\b",
        re.I,
    ),
    "numeric": re.compile(
        r"\bpercent\b|\d ?%|\btimes\b|\b\d[\d.,]* (?:[a-z]{1,3}|[a-zA-Z]+/[a-z]+|°C|million|billion|kilo\w+)\b"
    ),
    "contrast": re.compile(r"\b(?:whereas|unlike|differs?|in contrast|by contrast|instead)\b", re.I),
    "history": re.compile(r"\b1[0-9]{3}\b|\b20[0-2][0-9]\b|\bcentur(?:y|ies)\b"),
    "example": re.compile(r"\b(?:for example|for instance|the same principle)\b", re.I),
}
BY_FLAVOUR: dict[str, tuple[Form, ...]] = {
    "worked": (
        Form("Can you work through a case with numbers?", "how that works out in a case with numbers"),
        Form("What does that come to in a worked example?", "what that comes to in a worked example"),
    ),
    "tradeoff": (
        Form("What has to be weighed when it comes to {k}?", "what has to be weighed when it comes to {k}"),
        Form("What is the trade-off with {k}?", "what the trade-off is with {k}"),
    ),
    "limits": (
        Form("What is the catch with {k}?", "what the catch is with {k}"),
        Form("What can go wrong when it comes to {k}?", "what can go wrong when it comes to {k}"),
        Form("What should one watch out for with {k}?", "what one should watch out for with {k}"),
    ),
    "numeric": (
        Form("What do the numbers say about {k}?", "what the numbers say about {k}"),
        Form("Are there figures for {k}?", "whether there are figures for {k}"),
        Form("Can you put figures on that?", "what the figures are for that"),
    ),
    "steps": (
        Form("Can you take me through it step by step?", "how it goes, step by step"),
        Form("What happens there, step by step, with {k}?", "what happens there, step by step, with {k}"),
    ),
    "contrast": (
        Form("What sets {k} apart?", "what sets {k} apart"),
        Form("What is different about {k}?", "what is different about {k}"),
    ),
    "history": (
        Form("What is the story behind {k}?", "what the story is behind {k}"),
        Form("What is known about the history of {k}?", "what is known about the history of {k}"),
    ),
    "example": (
        Form("Where does one see {k} in practice?", "where one sees {k} in practice"),
        Form("What would be an example for {k}?", "what would be an example for {k}"),
    ),
    "name": (Form("How does {k} come into it?", "how {k} comes into it"),),
    "plain": (
        Form("What about {k}?", "what there is to say about {k}"),
        Form("Where {does} {k} fit in?", "where {k} fit{s} in"),
        Form("What {does} {k} have to do with it?", "what {k} {has} to do with it"),
        Form("How {does} {k} come into it?", "how {k} come{s} into it"),
        Form("What is there to know about {k}?", "what there is to know about {k}"),
    ),
    "topic": (
        Form("What else is there to know about {t}?", "what else there is to say about {t}"),
        Form("What else matters when it comes to {t}?", "what else matters when it comes to {t}"),
        Form("Is there another side to {t}?", "whether there is another side to {t}"),
        Form("What have we left out about {t} so far?", "what we have left out about {t} so far"),
    ),
}


def flavour(text: str) -> str:
    """Return which kind of thing a sentence tells."""
    return next((name for name, pattern in FLAVOURS.items() if pattern.search(text)), "plain")


def supposes(text: str) -> bool:
    """Whether a sentence sets up a case that the next one works out."""
    return bool(FLAVOURS["worked"].match(text))
