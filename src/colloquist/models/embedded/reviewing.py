"""Reviewing: what a critic sees of an answer by plain measures, and which sentence waits to be asked for."""

from colloquist.models.embedded import reading
from colloquist.models.embedded.labels import labels
from colloquist.models.embedded.passage import read_passage, said, waiting
from colloquist.state.review import Review


def review(text: str) -> Review:
    """Return the review of the answer in a prompt: what it rests on, and what no answer has said yet."""
    passages = [read_passage(source) for source in reading.sources(text)]
    answer = reading.answer(text)
    given = labels(answer, passages)
    held = [label for label in given if label.cites]
    told = [*(turn.text for turn in reading.turns(text) if turn.by == "assistant"), " ".join(answer)]
    units = waiting(passages, said(told))
    ids = ", ".join(dict.fromkeys(cite for label in held for cite in label.cites))
    seen = f"{len(held)} of {len(given)} sentences are held by a source" + (f": {ids}." if ids else ".")
    ahead = f"Go on to what {units[0].ids[0]} says." if units else "Nothing is left that can stand alone."
    return Review(seen=seen, faults=[], next_step=ahead)
