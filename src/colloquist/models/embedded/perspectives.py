"""Perspectives: with whose eyes what is left of a passage can be looked at on a path of its own."""

from colloquist.models.embedded.directions import Scene
from colloquist.models.embedded.passage import said, waiting
from colloquist.models.embedded.people import VIEWS
from colloquist.models.embedded.persona import findable
from colloquist.models.embedded.words import lot
from colloquist.state.verdict import Perspective


def perspective(scene: Scene, text: str) -> Perspective | None:
    """Return a perspective that is not taken and the question it brings out, or None where none is left."""
    views = sorted(VIEWS)
    start = lot("view", scene.passages[0].title, scene.passages[0].sentences[0].text) % len(views)
    turned = [*views[start:], *views[:start]]
    name = next((view for view in turned if view not in text), turned[0])
    waits = waiting(scene.passages[:1], said(scene.answered[:1]))
    found = findable(scene.passages[0], waits)
    fresh = [clause for clause in found if not any(clause in asked for asked in scene.asked)]
    if not fresh:
        return None
    return Perspective(name=name, why=fresh[start % min(2, len(fresh))], same_person=False, fork_turn=2)
