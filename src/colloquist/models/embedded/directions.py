"""Directions: what the next exchange goes for, so that unused sentences of the passage answer it."""

from collections.abc import Sequence
from typing import NamedTuple

from colloquist.models.embedded.beyond import Beyond, is_refusal, probes
from colloquist.models.embedded.forms import BY_FLAVOUR
from colloquist.models.embedded.passage import Passage, Unit
from colloquist.models.embedded.questions import Question, questions
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.words import lot, pick, stems
from colloquist.state.verdict import Move, NextMove, Stage

_MOVES: dict[str, tuple[Move, ...]] = {
    "cause": ("deepen", "object", "relate"),
    "consequence": ("new_scenario", "deepen", "try_out"),
    "condition": ("deepen", "new_scenario", "relate"),
    "worked": ("ask_task", "try_out", "new_scenario"),
    "numeric": ("ask_task", "deepen", "relate"),
    "contrast": ("relate", "deepen", "broaden"),
    "tradeoff": ("relate", "object", "broaden"),
    "limits": ("relate", "new_scenario", "broaden"),
    "example": ("broaden", "relate", "new_scenario"),
    "place": ("broaden", "new_scenario", "relate"),
    "history": ("broaden", "relate", "deepen"),
    "topic": ("broaden", "relate", "deepen"),
}
_STAGES: dict[str, Stage] = {
    "cause": "mechanism",
    "manner": "mechanism",
    "definition": "mechanism",
    "worked": "worked_example",
    "numeric": "worked_example",
    "consequence": "edge_case",
    "condition": "edge_case",
    "limits": "edge_case",
    "contrast": "conflict",
    "tradeoff": "conflict",
    "example": "transfer",
    "place": "transfer",
    "history": "transfer",
    "topic": "general_idea",
}
PROPOSALS = 3
LONGEST_ANSWER = 3
_SHORT = 11


class Scene(NamedTuple):
    """What the director knows: passages, what waits in them, and what has been said so far."""

    passages: Sequence[Passage]
    units: Sequence[Unit]
    asked: Sequence[str]
    answered: Sequence[str]
    bring_out: str

    def passage(self, number: int) -> Passage:
        """The passage with that number."""
        return next(passage for passage in self.passages if passage.number == number)


def stage_of(kind: str) -> Stage:
    """Return the stage of the arc that a kind of question reaches."""
    return _STAGES.get(kind, "mechanism")


def directions(scene: Scene, spoken: int) -> list[NextMove]:
    """Return proposals for the next exchange, best first, each of another kind and for another unit."""
    found: list[NextMove] = []
    probe = beyond(scene, spoken)
    if probe:
        found.append(_probing(probe, scene))
    for unit in sorted(scene.units, key=lambda unit: -_worth(unit, scene)):
        if len(found) == PROPOSALS:
            break
        question = _question(unit, scene)
        if question:
            found.append(_move(question, unit, scene, [move.move for move in found]))
    return found


def _question(unit: Unit, scene: Scene) -> Question | None:
    """Return the best question for a unit that was not asked; the vague one is asked once at most."""
    vague = any("{t}" in form.direct and _said_form(form.direct, scene) for form in BY_FLAVOUR["topic"])
    options = questions(scene.passage(unit.source), unit, scene.bring_out)
    near = not scene.answered or bool(stems(scene.answered[-1]) & unit.stems - stems(scene.passages[0].title))
    fitting = (q for q in options if (near or not q.pointing) and not (vague and q.kind == "topic"))
    return next((q for q in fitting if not _asked(q, scene)), None)


def _said_form(form: str, scene: Scene) -> bool:
    opening = form.split("{t}")[0].strip().casefold()
    return any(opening in text.casefold() for text in scene.asked)


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


def _worth(unit: Unit, scene: Scene) -> float:
    """Return how well a unit goes on from here: asked for, next in line, and with a question that fits."""
    passage = scene.passage(unit.source)
    question = _question(unit, scene)
    worth = float(question.sure) if question else -9.0
    worth += lot(scene.bring_out, unit.first) % 6 if scene.bring_out else 0
    worth += 4.0 * len(stems(scene.bring_out) & unit.stems - stems(passage.title)) / max(1, len(stems(scene.bring_out)))
    if scene.answered:
        last = stems(scene.answered[-1])
        worth += 3.0 * len(last & unit.stems) / max(4, len(unit.stems))
    return worth - 0.35 * unit.first


def _asked(question: Question, scene: Scene) -> bool:
    said = "\n".join(scene.asked).casefold()
    return any(form and form.casefold() in said for form in (question.direct, question.indirect))


def _move(question: Question, unit: Unit, scene: Scene, taken: Sequence[Move]) -> NextMove:
    options = _MOVES.get(question.kind, ("deepen", "relate", "report_back"))
    spare: tuple[Move, ...] = ("relate", "deepen", "broaden", "new_scenario", "ask_task")
    start = lot(question.indirect) % 2 if len(options) > 1 else 0
    turned = [*options[start:], *options[:start], *spare]
    move = next(m for m in turned if m not in taken)
    if move == "object" and not question.indirect.startswith("why "):
        move = next((m for m in spare if m not in taken), "deepen")
    return NextMove(
        move=move,
        stage=stage_of(question.kind),
        aim=_aim(question, move),
        brief=f"Answer with {_and(_ids(unit, scene))} and nothing beyond them.",
        draw_on=[],
    )


def _aim(question: Question, move: Move) -> str:
    """Word the aim straight or as part of a sentence, by lot; an objection needs the latter."""
    if not question.indirect or question.direct and move != "object" and lot(question.indirect, "aim") % 5 < 3:
        return question.direct
    return f"Find out {question.indirect}."


def _ids(unit: Unit, scene: Scene) -> list[str]:
    """Return the ids to answer with: those of the unit, and of its neighbour where both are short."""
    length = len(unit.spoken.split())
    if unit.size > 1 or length > 20 or (length > _SHORT and len(scene.units) < 4):
        return unit.ids
    after = next((u for u in scene.units if u.source == unit.source and u.first == unit.first + 1), None)
    shared = after and (after.stems & unit.stems) - stems(topic(scene.passage(unit.source)).name)
    fits = after and (shared or length <= _SHORT) and after.size < LONGEST_ANSWER and not after.asked
    return [*unit.ids, *after.ids] if after and fits else unit.ids


def _probing(probe: Beyond, scene: Scene) -> NextMove:
    straight = lot(probe.direct, scene.passages[0].title) % 2
    return NextMove(
        move="probe",
        stage="edge_case",
        aim=probe.direct if straight else f"Find out {probe.indirect}.",
        brief="Say plainly that this is not known here, then give what bears on it.",
        draw_on=[],
    )


def _and(ids: Sequence[str]) -> str:
    return " and ".join(ids)
