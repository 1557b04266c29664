"""From blocks to sections: the headings above every stretch of text, and what may not be cut in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, takewhile
from typing import NamedTuple

import sentencex

from colloquist.documents.document import Block, Document
from colloquist.documents.measure import count_words

# Nobody writes a sentence of this length: it is a list, a poem or a log without full stops.
_ENDLESS = 400
# Lines; and in Thai, Lao and Khmer, which have no full stop, the spaces that stand for one.
_GAP = re.compile("\n|(?<=[\u0e00-\u0eff\u1780-\u17ff]) +")


class Span(NamedTuple):
    """Where something starts and ends in the text, and its length in words."""

    start: int
    end: int
    words: float


class Stretch(NamedTuple):
    """The smallest part of a text that is never cut: a sentence, a piece of code, a table.

    Two stretches whose numbers follow on each other have nothing but white space between them.
    """

    number: int
    start: int
    end: int
    words: float
    block: Block
    path: tuple[str, ...]


@dataclass(slots=True)
class Section:
    """The stretches under one heading; `path` are the headings above them, outermost first."""

    path: tuple[str, ...]
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def words(self) -> float:
        """Length of the section in words."""
        return sum(stretch.words for stretch in self.stretches)


def title_of(document: Document) -> str:
    """Return the title that a document gives itself, or the first heading when that is a top one."""
    first = next((block for block in document.blocks if block.kind == "heading"), None)
    return document.origin.title or (first.heading if first and first.level <= 1 else "")


def shared_path(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the headings that all `paths` begin with."""
    same = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return tuple(names[0] for names in same)


def sections(document: Document, longest: float) -> list[Section]:
    """Return the sections of a document that hold text, in order.

    Code and tables are kept whole up to twice `longest` words and cut between lines above that.
    """
    title = title_of(document).casefold()
    above: list[Block] = []
    found = [Section(())]
    numbers = count()
    for block in document.blocks:
        if block.kind == "heading":
            above = [*(h for h in above if h.level < block.level), block]
        if block.kind in ("heading", "rule"):
            next(numbers)
            found.append(Section(tuple(h.heading for h in above if h.heading.casefold() not in ("", title))))
            continue
        here = found[-1]
        for span in _spans(block, document, longest):
            here.stretches.append(Stretch(next(numbers), *span, block, here.path))
    return [section for section in found if section.stretches]


def _spans(block: Block, document: Document, longest: float) -> Iterator[Span]:
    text = document.text
    if block.kind == "whole":
        whole = _trimmed(text, block.start, block.end)
        yield from _lines(whole, text) if whole.words > 2 * longest else [whole._replace(start=block.start)]
        return
    body = text[block.start : block.end]
    for sentence in sentencex.get_sentence_boundaries(document.origin.language, body):
        span = _trimmed(text, block.start + sentence["start_index"], block.start + sentence["end_index"])
        if span.start < span.end:
            yield from _lines(span, text) if span.words > max(_ENDLESS, longest) else [span]


def _lines(span: Span, text: str) -> Iterator[Span]:
    at = span.start
    for gap in (*_GAP.finditer(text, span.start, span.end), None):
        end = gap.start() if gap else span.end
        if text[at:end].strip():
            yield _trimmed(text, at, end)
        at = gap.end() if gap else end


def _trimmed(text: str, start: int, end: int) -> Span:
    body = text[start:end].rstrip()
    bare = body.lstrip()
    return Span(start + len(body) - len(bare), start + len(body), count_words(bare))
