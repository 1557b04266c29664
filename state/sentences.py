"""Cutting text into sentences: the unit that answers cite and that the refiner labels."""

import re

import sentencex

_AFTER_A_UNIT = re.compile(r"(?<=\d [A-Z]\.)\s+(?=[A-Z])")


def split_sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the sentences of `text` in order, trimmed, without the empty ones.

    Rules and abbreviations are sentencex's (Wikimedia), which knows some 240 languages;
    an unknown `language` code falls back to its nearest relative there.
    """
    # sentencex takes the unit in "420 N. It opens." for somebody's initial.
    pieces = (piece for found in sentencex.segment(language, text) for piece in _AFTER_A_UNIT.split(found))
    return tuple(piece.strip() for piece in pieces if any(c.isalnum() for c in piece))
