"""The refiner: labels an answer, scores it by plain measures, and decides where the conversation goes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from colloquist.models.embedded import reading
from colloquist.models.embedded.directions import directions, stage_of
from colloquist.models.embedded.forms import flavour
from colloquist.models.embedded.labels import labels
from colloquist.models.embedded.passage import read_passage, said, waiting
from colloquist.models.embedded.perspectives import perspective
from colloquist.models.embedded.reaching import reaching
from colloquist.models.embedded.scene import Scene
from colloquist.models.embedded.tutoring import is_tutoring, led
from colloquist.models.embedded.words import lot
from colloquist.state.sentences import asks
from colloquist.state.verdict import Decision, NextMove, Perspective, Scores, SentenceLabel, Verdict

SHORTEST_PATH = 6
ENOUGH_FOR_A_PATH = 3
_SHUT = re.compile(r"\bno (?:further|other|more|new) perspectives?\b", re.IGNORECASE)
_CAUSAL = re.compile(r"\b(?:because|since|so that|therefore|thus|if|when|so)\b", re.IGNORECASE)


class Place(NamedTuple):
    """Where the conversation stands: turns, how much is used, and whether another path may start."""

    spoken: int
    allowed: int
    used: float
    left: int
    open: bool

    @property
    def last(self) -> bool:
        """Whether there is no room for another exchange."""
        return self.spoken + 2 > self.allowed


class Course(NamedTuple):
    """Where the conversation goes."""

    decision: Decision
    reason: str
    moves: list[NextMove]
    perspective: Perspective | None


def verdict(text: str) -> Verdict:
    """Return the verdict on the answer that stands in a refiner's prompt."""
    answer = reading.answer(text)
    scene = _scene(text, answer)
    given = labels(answer, scene.passages)
    course = _course(scene, _place(text, scene), text)
    return Verdict(
        labels=given,
        faults=[],
        better_response=None,
        scores=_scores(given, answer),
        stage=stage_of(flavour(answer[0] if answer else "")),
        decision=course.decision,
        reason=course.reason,
        next_moves=course.moves,
        perspective=course.perspective,
    )


def _scene(text: str, answer: Sequence[str]) -> Scene:
    passages = [read_passage(source) for source in reading.sources(text)]
    turns = reading.turns(text)
    answered = [turn.text for turn in turns if turn.by == "assistant"] + [" ".join(answer)]
    asked = [turn.text for turn in turns if turn.by == "user"]
    # A problem quotes its facts: an answer that gave them again would only repeat it.
    known = said([*asked[:1], *answered, reading.summary(text)])
    bring_out = reading.line_after(text, "This path was opened to bring out")
    return Scene(passages, waiting(passages, known), asked, answered, bring_out, reading.used_elsewhere(text))


def _place(text: str, scene: Scene) -> Place:
    spoken, allowed = reading.standing(text)
    sentences = sum(len(unit.sentences) for passage in scene.passages for unit in passage.units)
    left = sum(len(unit.sentences) for unit in scene.units)
    around = reading.without_blocks(text)
    may = "Perspectives taken" in around and not _SHUT.search(around)
    return Place(spoken, allowed, 1 - left / max(1, sentences), left, may)


def _course(scene: Scene, place: Place, text: str) -> Course:
    if not scene.passages:
        return Course("terminate", "There is no source to go on from.", [], None)
    view = perspective(scene, text) if _branches(scene, place) else None
    if view:
        reason = f"About {place.used:.0%} of the material is used; the rest suits another perspective better."
        return Course("branch", reason, [], view)
    if place.last:
        return Course("terminate", "The path is at its last turn.", [], None)
    moves = directions(scene, place.spoken)
    if place.left < 2 and _lot(scene) % 3:
        moves = [*reaching(text, scene), *moves]
    if is_tutoring(scene.answered):
        moves = led(moves, len(scene.units), place.spoken, place.allowed)
    if not moves:
        return Course("terminate", "Everything that can stand alone has been said.", [], None)
    left = f"{place.left} sentence{'s' if place.left != 1 else ''} still wait{'s' if place.left == 1 else ''}"
    return Course("continue", f"There is more to ask: {left} to be used.", moves, None)


def _branches(scene: Scene, place: Place) -> bool:
    """Whether what is left is better told to somebody else: half is said and another path can live on the rest."""
    if is_tutoring(scene.answered) and asks(scene.answered[-1]):
        return False
    if not place.open or place.spoken < SHORTEST_PATH or place.left < ENOUGH_FOR_A_PATH or not scene.units:
        return False
    soon = _lot(scene) % 2 == 0
    return place.last or (soon and place.used >= 0.5)


def _lot(scene: Scene) -> int:
    return lot("course", scene.passages[0].title, scene.passages[0].sentences[0].text)


def _scores(given: Sequence[SentenceLabel], answer: Sequence[str]) -> Scores:
    kinds = [label.kind for label in given]
    text = " ".join(answer)
    longest = max((len(sentence.split()) for sentence in answer), default=0)
    depth = 2 + min(2, len(_CAUSAL.findall(text))) + (flavour(text) in ("numeric", "worked", "tradeoff"))
    return Scores(
        grounded=1 if "extension" in kinds else 4 if "derived" in kinds else 5,
        clear=5 if longest <= 28 else 4 if longest <= 40 else 3,
        deep=min(5, depth),
        new=5 if "grounded" in kinds else 3,
        in_character=4,
        consistent=5,
    )
