"""Questions: what to ask so that a given unit of a passage is the answer."""

import re
from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.forms import BY_FLAVOUR, flavour
from colloquist.models.embedded.namings import namings
from colloquist.models.embedded.nouns import phrases, rarest
from colloquist.models.embedded.passage import Passage, Unit
from colloquist.models.embedded.patterns import specifics
from colloquist.models.embedded.subjects import about_subject, subject
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.vocabulary import vocabulary
from colloquist.models.embedded.words import pick

_DULL = 3
_POINTING = re.compile(r"\b(?:on that|take me through it)\b")
_SPLIT = re.compile(r"(?<=[.!?]) (?=[A-Z])")


class Question(NamedTuple):
    """A question: straight (or empty), as part of a sentence, what kind of thing it asks for, how sure."""

    direct: str
    indirect: str
    kind: str
    sure: int

    @property
    def pointing(self) -> bool:
        """Whether it says "that" or "it" of what was said last."""
        return bool(_POINTING.search(self.direct))


@lru_cache(maxsize=8192)
def questions(passage: Passage, unit: Unit, turn: str = "") -> tuple[Question, ...]:
    """Return what to ask for `unit`, best first; the last one is always safe. `turn` varies the wording."""
    if not passage.english:
        return (_neutral(passage, unit),)
    known = vocabulary(passage)
    found = []
    for at, text in enumerate(_sentences(unit)):
        for question in (*specifics(text, known), *namings(text, known), *about_subject(text, known)):
            found.append(Question(*question)._replace(sure=question.sure - 2 * at))
    if unit.asked:
        found.append(Question(unit.asked, "", "cause", 12))
    found += _safe(passage, unit, turn)
    return tuple(sorted(found, key=lambda question: -question.sure))


def _sentences(unit: Unit) -> list[str]:
    """Return the sentences of a unit, those inside a list item one by one."""
    return [piece for text in unit.texts for piece in _SPLIT.split(text)]


def _safe(passage: Passage, unit: Unit, turn: str) -> list[Question]:
    """Return questions that name a thing of the unit and ask for nothing that depends on grammar."""
    known = vocabulary(passage)
    text = _sentences(unit)[0]
    thing = subject(text, known) or rarest([p for p in phrases(text) if p.startswith("the ")], known.counts)
    name = thing or next(iter(phrases(text)), "")
    kind = "steps" if unit.steps else flavour(text) if thing or not name else "name"
    kind = "plain" if kind == "numeric" and thing.startswith(("a ", "an ")) else kind
    thing = thing or name
    found = []
    form = pick(BY_FLAVOUR[kind], thing, text, turn)
    if thing or "{k}" not in form.direct:
        sure = 3 if "{k}" not in form.direct else _DULL + (kind not in ("plain", "name"))
        found.append(Question(form.direct.format(k=thing), form.indirect.format(k=thing), kind, sure))
    if thing and kind not in ("plain", "name"):
        form = pick(BY_FLAVOUR["plain"], thing, text, turn)
        found.append(Question(form.direct.format(k=thing), form.indirect.format(k=thing), "plain", 2))
    form = pick(BY_FLAVOUR["topic"], text, turn)
    name = topic(passage).name or "this"
    return [*found, Question(form.direct.format(t=name), form.indirect.format(t=name), "topic", 0)]


def _neutral(passage: Passage, unit: Unit) -> Question:
    """Return a question that no language can spoil: the key term alone."""
    counts = vocabulary(passage).counts
    term = rarest(
        [word for word in unit.sentences[0].text.split() if len(word) > 3] or [unit.sentences[0].text[:12]], counts
    )
    bare = term.strip(".,;:!?()[]«»„“”\"'。，、；：！？؟،")[:24] or "…"
    return Question(f"{bare}?", f"{bare}", "neutral", 1)
