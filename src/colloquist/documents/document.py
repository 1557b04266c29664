"""The document: the text of one input with its blocks marked, before it is split into snippets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

BlockKind = Literal["heading", "prose", "item", "whole", "rule"]


class Block(NamedTuple):
    """A stretch of the text. `whole` is code or a table, `rule` is markup that says nothing.

    `pages` are the pages it stands on, each with the place in the text where it begins.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    heading: str = ""
    pages: tuple[tuple[int, int], ...] = ()

    def page_at(self, at: int) -> int | None:
        """Return the page on which the character `at` stands, where pages are known."""
        return max((page for start, page in self.pages if start <= at), default=None)


class Part(NamedTuple):
    """A block with its own text, from formats whose text has to be put together first."""

    kind: BlockKind
    text: str
    level: int = 0
    pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document comes from and what is known of it. `stem` is the title of last resort."""

    source: str
    title: str = ""
    stem: str = ""
    licence: str | None = None
    tags: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Document:
    """One text, its blocks in order, and its origin.

    `line` is where it starts in its file, None where lines mean nothing; `counts_lines` says whether
    lines of the text are lines of the file.
    """

    text: str
    blocks: tuple[Block, ...]
    origin: Origin
    line: int | None = None
    counts_lines: bool = False


def assembled(parts: Iterable[Part], origin: Origin) -> Document:
    """Return the document that `parts` make, one empty line between them and none within a list."""
    pieces: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        if pieces:
            pieces.append("\n" if part.kind == "item" and blocks[-1].kind == "item" else "\n\n")
            at += len(pieces[-1])
        heading = part.text if part.kind == "heading" else ""
        pages = tuple((at + start, page) for start, page in part.pages)
        blocks.append(Block(part.kind, at, at + len(part.text), part.level, heading, pages))
        pieces.append(part.text)
        at += len(part.text)
    return Document("".join(pieces), tuple(blocks), origin)


def table_of(rows: Sequence[Sequence[str]]) -> str:
    """Return the cells of a table as Markdown; empty rows are left out."""
    lines = [f"| {' | '.join(row)} |" for row in rows if any(row)]
    if len(lines) > 1:
        lines.insert(1, f"|{' --- |' * lines[0].count(' | ')} --- |")
    return "\n".join(lines)
