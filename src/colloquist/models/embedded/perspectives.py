"""Perspectives: with whose eyes what is left of a passage can be looked at on a path of its own."""

from colloquist.models.embedded.directions import Scene
from colloquist.models.embedded.people import VIEWS
from colloquist.models.embedded.questions import questions
from colloquist.models.embedded.words import lot
from colloquist.state.verdict import Perspective


def perspective(scene: Scene, text: str) -> Perspective:
    """Return a perspective that is not taken and what it brings out: the question that waits most."""
    views = sorted(VIEWS)
    start = lot("view", scene.passages[0].title, scene.passages[0].sentences[0].text) % len(views)
    turned = [*views[start:], *views[:start]]
    name = next((view for view in turned if view not in text), turned[0])
    unit = max(scene.units, key=lambda unit: questions(scene.passage(unit.source), unit)[0].sure)
    wanted = questions(scene.passage(unit.source), unit)[0]
    return Perspective(name=name, why=wanted.indirect, same_person=False, fork_turn=2)
