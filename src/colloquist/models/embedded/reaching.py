"""Reaching further: how a conversation goes on when its sources are nearly used up and more is at hand."""

from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.directions import Scene
from colloquist.models.embedded.passage import read_passage
from colloquist.models.embedded.questions import questions
from colloquist.models.embedded.reading import Source
from colloquist.state.verdict import NextMove


def reaching(text: str, scene: Scene) -> list[NextMove]:
    """Return a proposal that draws on the nearest material within reach, if there is any."""
    number = max(passage.number for passage in scene.passages) + 1
    asked = "\n".join(scene.asked)
    for at, line in enumerate(reading.reach(text), start=1):
        heading, _, sentence = line.partition(": ")
        passage = read_passage(Source(number, heading, (sentence or heading,)))
        if not passage.units or passage.units[0].leans:
            continue
        found = next((q for q in questions(passage, passage.units[0]) if q.indirect not in asked), None)
        if found:
            return [_proposal(f"r{at}", found.direct or f"Find out {found.indirect}.", number)]
    return []


def _proposal(within: str, aim: str, number: int) -> NextMove:
    return NextMove(
        move="broaden",
        stage="transfer",
        aim=aim,
        brief=f"Answer with {number}.1 of what joins, and nothing beyond it.",
        draw_on=[within],
    )
