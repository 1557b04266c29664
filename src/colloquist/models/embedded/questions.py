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
from colloquist.models.embedded.words import pick, stem

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
    text = _sentences(unit)[0]
    name = topic(passage).name or "this"
    thing, kind = _thing(text, passage)
    kind = "steps" if unit.steps else kind
    wanted = [(kind, _DULL + (kind not in ("plain", "name")))] if thing else []
    wanted += [("plain", 2)] if thing and kind not in ("plain", "name") else []
    found = []
    for asked, sure in [*wanted, ("topic", 0)]:
        form = pick(BY_FLAVOUR[asked], thing, text, turn)
        found.append(Question(*form.filled(thing, name), asked, sure if "{" in form.direct else 3))
    return found


def _thing(text: str, passage: Passage) -> tuple[str, str]:
    """Return what a sentence is about, and which kind of question suits it; only of a subject more is known."""
    known = vocabulary(passage)
    about = subject(text, known)
    if about:
        kind = flavour(text)
        vague = kind == "numeric" and (about.startswith(("a ", "an ")) or "number" in about or "figure" in about)
        return about, "plain" if vague else kind
    named = phrases(text)
    things = [phrase for phrase in named if phrase.startswith("the ")]
    recurring = [t for t in things if any(known.counts[stem(word)] > 1 for word in t.split()[1:])]
    thing = rarest(recurring or things, known.counts)
    if thing:
        kind = flavour(text)
        return thing, kind if kind in ("worked", "steps") else "plain"
    return next(iter(named), ""), "name"


def _neutral(passage: Passage, unit: Unit) -> Question:
    """Return a question that no language can spoil: the key term alone."""
    counts = vocabulary(passage).counts
    term = rarest(
        [word for word in unit.sentences[0].text.split() if len(word) > 3] or [unit.sentences[0].text[:12]], counts
    )
    bare = term.strip(".,;:!?()[]«»„“”\"'。，、；：！？؟،")[:24] or "…"
    return Question(f"{bare}?", f"{bare}", "neutral", 1)
