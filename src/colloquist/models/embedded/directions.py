"""Directions: what the next exchange goes for, so that unused sentences of the passage answer it."""

from collections.abc import Sequence

from colloquist.models.embedded.beyond import Beyond
from colloquist.models.embedded.passage import Unit
from colloquist.models.embedded.questions import Question
from colloquist.models.embedded.scene import Scene, beyond, choice, worth
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.words import lot, stems
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


def stage_of(kind: str) -> Stage:
    """Return the stage of the arc that a kind of question reaches."""
    return _STAGES.get(kind, "mechanism")


def directions(scene: Scene, spoken: int) -> list[NextMove]:
    """Return proposals for the next exchange, best first, each of another kind and for another unit."""
    found: list[NextMove] = []
    probe = beyond(scene, spoken)
    if probe:
        found.append(_probing(probe, scene))
    for unit in sorted(scene.units, key=lambda unit: -worth(unit, scene)):
        if len(found) == PROPOSALS:
            break
        move = move_to(unit, scene, [move.move for move in found])
        found += [move] if move else []
    return found


def move_to(unit: Unit, scene: Scene, taken: Sequence[Move] = ()) -> NextMove | None:
    """Return the proposal to go after a unit, if there is a question for it that was not asked."""
    question = choice(unit, scene)
    return towards(question, unit, scene, taken) if question else None


def towards(question: Question, unit: Unit, scene: Scene, taken: Sequence[Move] = ()) -> NextMove:
    """Return the proposal that asks `question` and has `unit` for its answer."""
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
    if not question.indirect or (question.direct and move != "object" and lot(question.indirect, "aim") % 5 < 3):
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
