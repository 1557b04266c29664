"""Questions: what to ask so that a given unit of a passage is the answer."""

from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.forms import BY_FLAVOUR, flavour
from colloquist.models.embedded.nouns import phrases, rarest
from colloquist.models.embedded.passage import Passage, Unit
from colloquist.models.embedded.patterns import specifics
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.vocabulary import vocabulary
from colloquist.models.embedded.words import pick

_DULL = 4


class Question(NamedTuple):
    """A question: straight (or empty), as part of a sentence, what kind of thing it asks for, how sure."""

    direct: str
    indirect: str
    kind: str
    sure: int


@lru_cache(maxsize=8192)
def questions(passage: Passage, unit: Unit) -> tuple[Question, ...]:
    """Return what to ask for `unit`, best first; the last one is always safe."""
    if not passage.english:
        return (_neutral(passage, unit),)
    known = vocabulary(passage)
    found = []
    for at, sentence in enumerate(unit.sentences):
        if at and not sentence.speakable:
            continue
        text = sentence.core if at == 0 else sentence.text
        for direct, indirect, kind, sure in specifics(text, known):
            found.append(Question(direct, indirect, kind, sure - 2 * at))
    found += _safe(passage, unit)
    return tuple(sorted(found, key=lambda question: -question.sure))


def _safe(passage: Passage, unit: Unit) -> list[Question]:
    """Return questions that name a thing of the unit and ask for nothing that depends on grammar."""
    about = topic(passage)
    text = unit.sentences[0].text
    named = [p for sentence in unit.sentences[:1] for p in phrases(sentence.text)]
    thing = rarest(named, vocabulary(passage).counts)
    kind = flavour(text)
    found = []
    if thing or "{k}" not in BY_FLAVOUR[kind][0].direct:
        form = pick(BY_FLAVOUR[kind], thing, text)
        found.append(Question(form.direct.format(k=thing), form.indirect.format(k=thing), kind, _DULL + (kind != "plain") - 1))
    form = pick(BY_FLAVOUR["topic"], text)
    name = about.name or "this"
    found.append(Question(form.direct.format(t=name), form.indirect.format(t=name), "topic", 0))
    return found


def _neutral(passage: Passage, unit: Unit) -> Question:
    """Return a question that no language can spoil: the key term alone."""
    counts = vocabulary(passage).counts
    term = rarest([word for word in unit.sentences[0].text.split() if len(word) > 3] or [unit.sentences[0].text[:12]], counts)
    bare = term.strip(".,;:!?()[]«»„“”\"'。，、；：！？؟،")[:24] or "…"
    return Question(f"{bare}?", f"{bare}", "neutral", 1)
