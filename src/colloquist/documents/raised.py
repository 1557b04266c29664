"""Figures above and below the line, kept as such: 10 to the 14th must not reach a reader as 1014."""

import re

_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_FIGURES = re.compile(r"[0-9+\-−()]+")
_FOOTNOTE = re.compile(r"\[[^\]]*\]|[*†‡]+")


def raised(text: str) -> str:
    """Return superscript text in characters that say so; the mark of a footnote is left out."""
    if _FOOTNOTE.fullmatch(text):
        return ""
    return text.translate(_RAISED) if _FIGURES.fullmatch(text) or text == "n" else _marked("^", text)


def lowered(text: str) -> str:
    """Return subscript text in characters that say so."""
    return text.translate(_LOWERED) if _FIGURES.fullmatch(text) else _marked("_", text)


def _marked(mark: str, text: str) -> str:
    # Several letters are ordinals or names (1st, Tmax), which read well as they are.
    if not text or (text.isalpha() and len(text) > 1):
        return text
    return mark + (text if len(text) == 1 else f"({text})")
