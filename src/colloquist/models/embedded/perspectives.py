"""Perspectives: with whose eyes what is left of a passage can be looked at on a path of its own."""

from colloquist.models.embedded.directions import towards
from colloquist.models.embedded.passage import said, waiting
from colloquist.models.embedded.positions import VIEWS
from colloquist.models.embedded.scene import Scene, choice, worth
from colloquist.models.embedded.words import lot
from colloquist.state.verdict import Perspective


def perspective(scene: Scene, text: str) -> Perspective | None:
    """Return a perspective that is not taken, with its first exchange, or None where nothing waits for it."""
    # The new path knows the seed answer alone, but what this path has told is not worth a path.
    told = waiting(scene.passages[:1], said(scene.answered[:1]))
    fresh = sorted((unit for unit in told if unit in scene.units), key=lambda unit: -worth(unit, scene))
    for unit in fresh:
        question = choice(unit, scene)
        if question and question.indirect and question.kind != "topic" and not question.pointing:
            first = towards(question, unit, scene)
            return Perspective(
                name=_name(scene, text),
                why=question.indirect,
                same_person=False,
                fork_turn=2,
                aim=first.aim,
                brief=first.brief,
                draw_on=[],
            )
    return None


def _name(scene: Scene, text: str) -> str:
    views = sorted(VIEWS)
    start = lot("view", scene.passages[0].title, scene.passages[0].sentences[0].text) % len(views)
    return next((view for view in [*views[start:], *views[:start]] if view not in text), views[start])
