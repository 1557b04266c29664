"""Opening questions: what anybody might ask about a topic who has never seen the passage."""

import re

from colloquist.models.embedded.clause import parse
from colloquist.models.embedded.passage import Passage
from colloquist.models.embedded.topic import Topic, topic
from colloquist.models.embedded.words import pick, words

_PAST = re.compile(r"\b(?:was|were|had|did|\w{3,}ed)\b")
_PRESENT = re.compile(r"\b(?:is|are|has|have|can|may|does|do)\b")
_COUNTED = re.compile(r"\A(?:two|three|four|five|six|seven)\b", re.IGNORECASE)
_MEASURED = ("much ", "many ", "far ", "long ", "often ")
_EMPTY = ("from ", "lesson", "introduction", "conclusion", "overview", "summary")
_WITHIN = (
    "When it comes to {t}, what is behind {s}?",
    "I keep hearing about {s} in connection with {t}. What lies behind that?",
    "What does one need to understand about {s} when it comes to {t}?",
    "Can you explain {s} in connection with {t}?",
    "What is there to understand about {s} when we talk about {t}?",
)
_WHOLE = (
    "What {is_} {t}, and why does that matter?",
    "What {is_} {t}, and what is the idea behind {them}?",
    "What exactly {is_} {t}, and what makes {them} worth understanding?",
)
_STORY = (
    "What is the story of {t}, and what can be learned from it?",
    "What is known about {t}, and why is it still talked about?",
)


def opening(passage: Passage) -> str:
    """Return a question that stands on its own and asks for the core of a passage."""
    about = topic(passage)
    about = about if about.titled or not about.section else about._replace(name="")
    text = " ".join(sentence.text for sentence in passage.sentences)
    if not passage.english:
        return f"{passage.title or text.split('.')[0][:40].strip()}?"
    if passage.sentences[0].asks:
        return passage.sentences[0].core
    if about.asks:
        return _asked(about)
    if about.is_question and not about.name:
        return f"{about.section[0].upper()}{about.section[1:].rstrip('?')}?"
    if about.is_question:
        return f"On the subject of {about.name}: {about.section[0].lower()}{about.section[1:].rstrip('?')}?"
    if about.section and not about.section.casefold().startswith(_EMPTY):
        return _of_section(about, text)
    if not about.name:
        return "What is there to know about this, and why does it matter?"
    if _COUNTED.match(about.name):
        return f"What are the {about.name[0].lower()}{about.name[1:]}, and how do they differ?"
    past = len(_PAST.findall(text)) > 2 * len(_PRESENT.findall(text))
    return _filled(pick(_STORY if past else _WHOLE, text), _with_article(about, text))


def _of_section(about: Topic, text: str) -> str:
    if _COUNTED.match(about.section) and about.name:
        return f"When it comes to {about.name}, what are the {about.section[0].lower()}{about.section[1:]}?"
    if not about.name or _shares(about.name, about.section):
        return f"I keep hearing about {about.section}. What lies behind that?"
    return _filled(pick(_WITHIN, text), about)


def _asked(about: Topic) -> str:
    """Ask what a heading such as "why a safety valve pops" promises."""
    word, _, clause = about.section.partition(" ")
    parts = parse(clause)
    rest = f"When it comes to {about.name}, " if about.name and not _shares(about.name, clause) else ""
    if parts and not clause.startswith(_MEASURED) and word in ("why", "how", "when", "where"):
        asked = f"{parts.question(word)}?"
        return f"{rest}{asked}" if rest else asked[0].upper() + asked[1:]
    return f"{rest}can you explain {about.section}?" if rest else f"Can you explain {about.section}?"


def _shares(name: str, clause: str) -> bool:
    return bool(words(name)) and words(name)[-1].casefold().rstrip("s") in clause.casefold()


def _with_article(about: Topic, text: str) -> Topic:
    """Give a single countable thing the article that the passage gives it."""
    name = about.name
    for article in ("a", "an"):
        if re.search(rf"\b{article} {re.escape(name)}\b", text, re.IGNORECASE):
            return about._replace(name=f"{article} {name}")
    return about


def _filled(form: str, about: Topic) -> str:
    asked = form.format(
        t=about.name, s=about.section, is_="are" if about.plural else "is", them="them" if about.plural else "it"
    )
    return asked[0].upper() + asked[1:]
