"""Reaching further: how a conversation goes on when its sources are nearly used up and more is at hand."""

from colloquist.models.embedded import reading
from colloquist.models.embedded.directions import move_to
from colloquist.models.embedded.passage import Passage, read_passage
from colloquist.models.embedded.reading import Source
from colloquist.models.embedded.scene import Scene
from colloquist.state.sentences import split_sentences
from colloquist.state.verdict import NextMove

_CUT_OFF = " ..."


def reaching(text: str, scene: Scene) -> list[NextMove]:
    """Return a proposal that draws on the nearest material within reach, if there is any."""
    number = max(passage.number for passage in scene.passages) + 1
    for at, line in enumerate(reading.reach(text), start=1):
        passage = _glimpsed(number, line)
        if " | " in line or passage.english != scene.passages[0].english:
            continue
        units = [unit for unit in passage.units if not unit.leans][:2]
        known = scene._replace(passages=[*scene.passages, passage], units=units)
        found = next((move for unit in units if (move := move_to(unit, known))), None)
        if found:
            return [found.model_copy(update={"move": "broaden", "stage": "transfer", "draw_on": [f"r{at}"]})]
    return []


def _glimpsed(number: int, line: str) -> Passage:
    """Return the passage that a line of what is within reach shows the beginning of."""
    heading, _, beginning = line.partition(": ")
    sentences = split_sentences(beginning.removesuffix(_CUT_OFF))
    whole = sentences[:-1] if beginning.endswith(_CUT_OFF) and len(sentences) > 1 else sentences
    return read_passage(Source(number, heading, whole or (heading,)))
