"""Cutting text into sentences: the unit that answers cite and that the refiner labels."""

import re
from collections.abc import Iterator

import sentencex

_AFTER_A_UNIT = re.compile(r"(?<=\d [A-Z]\.)\s+(?=[A-Z])")
_BLOCK = re.compile(
    r"^ *```.*?^ *```[^\n]*$|^ *\|[^\n]*$|^ *(?:[-*+•]|\d{1,3}[.)]) (?:(?!^ *(?:[-*+•|]|\d{1,3}[.)] |```)).)*",
    re.M | re.S,
)
_MARKER = re.compile(r" *(?:[-*+•]|\d{1,3}[.)]) +")


def split_sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the sentences of `text` in order, trimmed, without the empty ones.

    A row of a table and a fenced piece of code are one each; every item of a list is cut by itself.
    Rules and abbreviations are sentencex's (Wikimedia), which knows some 240 languages; an unknown
    `language` code falls back to its nearest relative there.
    """
    pieces = (piece.strip() for block in _blocks(text) for piece in _cut(block, language))
    return tuple(piece for piece in pieces if any(c.isalnum() for c in piece))


def _blocks(text: str) -> Iterator[str]:
    at = 0
    for block in _BLOCK.finditer(text):
        yield text[at : block.start()]
        yield block[0]
        at = block.end()
    yield text[at:]


def _cut(block: str, language: str) -> Iterator[str]:
    if block.lstrip().startswith(("|", "```")):
        yield block
        return
    marker = _MARKER.match(block)
    lead = marker[0] if marker else ""
    for found in sentencex.segment(language, block[len(lead) :]):
        # sentencex takes the unit in "420 N. It opens." for somebody's initial.
        for piece in _AFTER_A_UNIT.split(found):
            yield lead + piece
            lead = ""
