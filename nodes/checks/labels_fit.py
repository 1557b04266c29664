"""Labels that do not fit: they must describe the text that stands, and a claim of support must cite something."""

import re
from collections.abc import Iterator

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.state.finding import Finding

_OTHER = re.compile(r"[\W_]+")


def labels_fit(path: Transcript) -> Iterator[Finding]:
    """Find labelled turns whose labels are of another text, and grounded sentences without a real citation."""
    known = path.source_sentences
    for turn in path.turns:
        labels = turn.get("labels", [])
        if labels and not _same_letters("".join(one["sentence"] for one in labels), turn["text"]):
            yield on_turn(turn, "labels", "its labels describe another text")
    for sentence in path.answers:
        if sentence.kind == "grounded" and not any(cite in known for cite in sentence.cites):
            yield sentence.finding("labels", "it is labelled grounded and cites no sentence of the sources")


def _same_letters(left: str, right: str) -> bool:
    """Compare letters and digits; mostly the texts differ in spaces at most, which is told much sooner."""
    return "".join(left.split()) == "".join(right.split()) or _OTHER.sub("", left) == _OTHER.sub("", right)
