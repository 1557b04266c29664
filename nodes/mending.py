"""Mending an answer sentence by sentence, so that whatever is not at fault stays as it was said."""

from collections.abc import Sequence

from colloquist.models import Unusable
from colloquist.state.sentences import split_sentences
from colloquist.state.verification import Edit


def edited(text: str, edits: Sequence[Edit], language: str) -> str:
    """Return `text` with the numbered sentences replaced; an empty replacement takes the sentence out.

    Raises Unusable for a number that no sentence has or that comes twice, and when nothing changes or is left.
    """
    sentences = split_sentences(text, language)
    wanted = {edit.sentence: edit.text.strip() for edit in edits}
    if len(wanted) < len(edits) or not all(0 < n <= len(sentences) for n in wanted):
        raise Unusable("unreadable", f"edits: name sentences from a1 to a{len(sentences)}, each once")
    pieces, at = [], 0
    for n, sentence in enumerate(sentences, start=1):
        start = text.find(sentence, at)
        if n in wanted and start >= 0:
            gap = text[at:start] if wanted[n] else text[at:start].rstrip(" ")
            pieces += [gap, _shaped(wanted[n], sentence)]
            at = start + len(sentence)
        elif start >= 0:
            pieces.append(text[at : start + len(sentence)])
            at = start + len(sentence)
    mended = "".join([*pieces, text[at:]]).strip()
    if not mended or mended.split() == text.split():
        raise Unusable("unreadable", "the edits change nothing, or leave nothing of the answer")
    return mended


def _shaped(new: str, old: str) -> str:
    """Give a new sentence the mark of the list item that the old one was."""
    mark = old[: len(old) - len(old.lstrip("-*+•> "))]
    return f"{mark}{new}" if new and mark and not new.startswith(mark.strip()) else new
