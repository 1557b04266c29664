"""Cutting text into sentences: the unit that answers cite and that the refiner labels."""

import sentencex


def split_sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the sentences of `text` in order, trimmed, without the empty ones.

    Rules and abbreviations are sentencex's (Wikimedia), which knows some 240 languages;
    an unknown `language` code falls back to its nearest relative there.
    """
    pieces = (piece.strip() for piece in sentencex.segment(language, text))
    return tuple(piece for piece in pieces if any(c.isalnum() for c in piece))
