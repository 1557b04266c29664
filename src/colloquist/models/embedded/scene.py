"""The scene: what the director of a conversation sees of it, and which unit is worth going after next."""

from collections.abc import Sequence
from typing import NamedTuple

from colloquist.models.embedded.beyond import Beyond, is_refusal, probes
from colloquist.models.embedded.forms import BY_FLAVOUR
from colloquist.models.embedded.passage import Passage, Unit
from colloquist.models.embedded.questions import Question, questions
from colloquist.models.embedded.words import lot, pick, stems


class Scene(NamedTuple):
    """What the director knows: passages, what waits in them, and what has been said so far."""

    passages: Sequence[Passage]
    units: Sequence[Unit]
    asked: Sequence[str]
    answered: Sequence[str]
    bring_out: str
    elsewhere: frozenset[str] = frozenset()

    def passage(self, number: int) -> Passage:
        """The passage with that number."""
        return next(passage for passage in self.passages if passage.number == number)


def choice(unit: Unit, scene: Scene) -> Question | None:
    """Return the best question for a unit that was not asked; the vague one is asked once at most."""
    vague = any("{t}" in form.direct and _said_form(form.direct, scene) for form in BY_FLAVOUR["topic"])
    options = questions(scene.passage(unit.source), unit, scene.bring_out)
    near = not scene.answered or bool(stems(scene.answered[-1]) & unit.stems - stems(scene.passages[0].title))
    fitting = (q for q in options if (near or not q.pointing) and not (vague and q.kind == "topic"))
    return next((q for q in fitting if not _asked(q, scene)), None)


def worth(unit: Unit, scene: Scene) -> float:
    """Return how well a unit goes on from here: asked for, next in line, and with a question that fits."""
    passage = scene.passage(unit.source)
    question = choice(unit, scene)
    merit = float(question.sure) if question else -9.0
    merit -= 5.0 * bool(scene.elsewhere.intersection(unit.ids))
    merit += (
        4.0 * len(stems(scene.bring_out) & unit.stems - stems(passage.title)) / max(1, len(stems(scene.bring_out)))
    )
    if scene.answered:
        last = stems(scene.answered[-1])
        merit += 3.0 * len(last & unit.stems) / max(4, len(unit.stems))
    return merit - 0.35 * unit.first


def beyond(scene: Scene, spoken: int) -> Beyond | None:
    """Return what to ask for beyond the passage: in one conversation of three, once, not at its beginning."""
    first = scene.passages[0]
    number = lot("probe", first.title, first.sentences[0].text)
    if not first.english or spoken != 4 + 2 * (number // 3 % 2) or number % 3:
        return None
    if any(is_refusal(text) for text in scene.answered):
        return None
    known = frozenset().union(*(s.stems for passage in scene.passages for s in passage.sentences))
    options = probes(known)
    return pick(options, first.title, number) if options else None


def _said_form(form: str, scene: Scene) -> bool:
    opening = form.split("{t}")[0].strip().casefold()
    return any(opening in text.casefold() for text in scene.asked)


def _asked(question: Question, scene: Scene) -> bool:
    said = "\n".join(scene.asked).casefold()
    return any(form and form.casefold() in said for form in (question.direct, question.indirect))
