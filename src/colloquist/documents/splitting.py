"""Splitting a document into snippets: sections kept apart, sentences kept whole, none too thin to talk about."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from colloquist.documents.cutting import LOOSE, cut, gathered, swept
from colloquist.documents.document import Document
from colloquist.documents.measure import FEWEST_WORDS
from colloquist.documents.problem import Unreadable
from colloquist.documents.sections import Section, Stretch, sections, shared_path, title_of
from colloquist.state.snippet import Place, Snippet

_TABLE_HEAD = re.compile(r".*\|.*\n[\s|:-]*-[\s|:-]*\n")
LONGEST_STRETCH = 2000
"""Words without a sentence end above which nothing is prose, and no model should be paid to read it."""


def split(document: Document, words: int, first_index: int = 0) -> Iterator[Snippet | Unreadable]:
    """Yield the snippets of a document, of about `words` words each, or why there are none.

    Headings go to `Place.section`, the text between them is left as it stands.
    """
    try:
        document.text.encode()
    except UnicodeEncodeError:
        yield Unreadable(source=document.origin.source, place=_start(document), reason="it holds half a character")
        return
    found = sections(document, LOOSE * words)
    endless = list(_without_the_endless(found, document))
    yield from endless
    groups = gathered([section for section in found if section.stretches], words)
    cuts = [piece for group in groups for piece in cut(_stretches(group), words, document.text)]
    pieces = swept(cuts, document.text)
    if not pieces and not endless:
        reason = f"fewer than {FEWEST_WORDS} words of text" if document.text.strip() else "it is empty"
        yield Unreadable(source=document.origin.source, place=_start(document), reason=reason)
    yield from _snippets(pieces, document, first_index)


def _stretches(group: Sequence[Section]) -> list[Stretch]:
    return [stretch for section in group for stretch in section.stretches]


def _without_the_endless(found: Sequence[Section], document: Document) -> Iterator[Unreadable]:
    for section in found:
        for stretch in section.stretches:
            if stretch.words > LONGEST_STRETCH:
                reason = f"{stretch.words:.0f} words without the end of a sentence: left out"
                (line,) = _lines(document, [stretch.start])
                place = Place(line=line, page=stretch.block.page_at(stretch.start))
                yield Unreadable(source=document.origin.source, place=place, reason=reason)
        section.stretches = [s for s in section.stretches if s.words <= LONGEST_STRETCH]


def _snippets(pieces: Sequence[list[Stretch]], document: Document, first_index: int) -> Iterator[Snippet]:
    origin, title = document.origin, title_of(document) or document.origin.stem
    lines = _lines(document, [piece[0].start for piece in pieces])
    for index, (piece, line) in enumerate(zip(pieces, lines, strict=True), first_index):
        place = Place(
            index=index,
            section=_section(piece),
            line=line,
            page=piece[0].block.page_at(piece[0].start),
        )
        yield Snippet(
            text=_text(piece, document.text),
            title=title,
            source=origin.source,
            place=place,
            licence=origin.licence,
            tags=origin.tags,
            language=origin.language,
        )


def _text(piece: Sequence[Stretch], text: str) -> str:
    """Return the slices of the text that a piece is made of; a heading between two is left out."""
    runs = [list(run) for _, run in groupby(enumerate(piece), lambda at: at[1].number - at[0])]
    slices = [text[run[0][1].start : run[-1][1].end] for run in runs]
    return _table_head(piece[0], text) + "\n\n".join(slices)


def _table_head(first: Stretch, text: str) -> str:
    """Return the head of the table that a piece begins in the middle of: its rows need their columns' names."""
    head = _TABLE_HEAD.match(text, first.block.start, first.block.end)
    return head[0] if first.block.kind == "whole" and head and head.end() <= first.start else ""


def _section(piece: Sequence[Stretch]) -> tuple[str, ...]:
    """Return the headings above a piece; where it spans several, they share the last place."""
    paths = list(dict.fromkeys(stretch.path for stretch in piece))
    if len(paths) == 1:
        return paths[0]
    shared = shared_path(paths)
    names = dict.fromkeys(path[len(shared)] for path in paths if len(path) > len(shared))
    return (*shared, "; ".join(names))


def _lines(document: Document, starts: Sequence[int]) -> Iterator[int | None]:
    """Yield the lines in the file that the places `starts` in the text, given in order, stand on."""
    line, at = document.line, 0
    for start in starts:
        if line is not None and document.counts_lines:
            line += document.text.count("\n", at, start)
        at = start
        yield line


def _start(document: Document) -> Place | None:
    return Place(line=document.line) if document.line and not document.counts_lines else None
