"""Cutting text into sentences: the unit that answers cite and that the refiner labels."""

import re
from collections.abc import Iterator
from functools import lru_cache

import sentencex

_AFTER_A_LETTER = re.compile(r"(?<=\d [A-Z]\.)\s+(?=[A-Z])|(?<= [a-uw-z]\.)\s+(?=[A-Z])")
_ITEM = r"^[ >]*(?:[-*+•]|\d{1,3}[.)]) "
_QUOTE = r"^ *> ?"
_BLOCK = re.compile(
    rf"^ *```.*?^ *```[^\n]*$|^ *\|[^\n]*$|(?:{_ITEM}|{_QUOTE})(?:(?!{_ITEM}|{_QUOTE}|^ *\||^ *```).)*",
    re.M | re.S,
)
_LEAD = re.compile(r"[ >]*(?:(?:[-*+•]|\d{1,3}[.)]) +)?")
_QUESTION_MARKS = ("?", "？", "؟", "\u037e", "՞")
_AFTER_A_MARK = " \n\"'”’»)]*_"
_CLOSING = re.compile(r"[*_\"”’)\]]+(?=\s)")


@lru_cache(maxsize=256)
def split_sentences(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the sentences of `text` in order, trimmed, without the empty ones.

    A row of a table and a fenced piece of code are one each; every item of a list is cut by itself.
    Rules and abbreviations are sentencex's (Wikimedia), which knows some 240 languages; an unknown
    `language` code falls back to its nearest relative there.
    """
    pieces = (piece.strip() for block in _blocks(text) for piece in _cut(block, language))
    return tuple(piece for piece in pieces if any(c.isalnum() for c in piece))


def asks(text: str) -> bool:
    """Whether a text ends on a question, by its mark."""
    return text.rstrip(_AFTER_A_MARK).endswith(_QUESTION_MARKS)


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
    lead = "" if block[:1] not in " >-*+•0123456789" else (_LEAD.match(block) or [""])[0]
    held = ""
    for found in sentencex.segment(language, block[len(lead) :]):
        # sentencex takes the letter in "420 N. It opens." or "on p. That is" for somebody's initial.
        for piece in _AFTER_A_LETTER.split(found) if "." in found.rstrip()[:-1] else (found,):
            if held and (closing := _CLOSING.match(piece)):
                held, piece = held + closing[0], piece[closing.end() :]
            if held:
                yield held
            held, lead = lead + piece.strip(), ""
    yield held
