"""Finding the blocks of a text: headings, paragraphs, list items, code and tables.

CommonMark's block rules serve plain text too, once indented lines are not taken for code and a short
line that stands alone above a paragraph is taken for the heading that it is.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from colloquist.documents.document import Block, BlockKind
from colloquist.documents.measure import count_words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_KINDS: dict[str, BlockKind] = {
    "paragraph_open": "prose",
    "fence": "whole",
    "code_block": "whole",
    "table_open": "whole",
    "html_block": "whole",
    "heading_open": "heading",
    "hr": "rule",
}
_PLAIN_KINDS: dict[str, BlockKind] = {**_KINDS, "code_block": "prose", "html_block": "prose"}
_LONGEST_HEADING = 20
_LONGEST_BARE_HEADING = 12
_LETTERS_OF_A_HEADING = 2
_UNWRAPPED_LINE = 120
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_EMPHASIS = re.compile(r"(\*{1,3}|_{1,3}|`+)(?=\S)(.+?)(?<=\S)\1")
_ANCHOR = re.compile(r"\s*\{#[^}]*\}\s*$")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^>]*>|<[?!][^>]*>", re.DOTALL)
_BADGES = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?")
_ENDS_A_SENTENCE = re.compile(r"""[.!?:;,…。！？：；，、؟۔।]["'”’»)\]]*$""")


def markdown_blocks(text: str, start: int = 0) -> list[Block]:
    """Return the blocks of the Markdown in `text` from `start` on."""
    return [part for block in _parsed(text, start, _KINDS) for part in _worded(block, text)]


def plain_blocks(text: str) -> list[Block]:
    """Return the blocks of plain text, which may use Markdown's headings, lists, fences and tables."""
    if "\n" not in text:
        return [Block("prose", 0, len(text))] if text.strip() else []
    blocks = [part for block in _parsed(text, 0, _PLAIN_KINDS) for part in _worded(block, text)]
    return _with_bare_headings([part for block in blocks for part in _unwrapped(block, text)], text)


def is_bare_heading(line: str) -> bool:
    """Whether a line could be a heading: short, a capital or a number first, no formula, no stop."""
    return (
        "\n" not in line
        and 0 < count_words(line) <= _LONGEST_BARE_HEADING
        and sum(map(str.isalpha, line)) >= _LETTERS_OF_A_HEADING
        and not any(unicodedata.category(c) == "Sm" and c != "+" for c in line)
        and line[0].isalnum()
        and not line[0].islower()
        and not _ENDS_A_SENTENCE.search(line)
    )


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable("inline")


def _parsed(text: str, start: int, kinds: Mapping[str, BlockKind]) -> Iterator[Block]:
    # A lone carriage return would end a line for the parser and not here.
    body = text[start:].replace("\r", " ")
    starts = list(accumulate((len(line) + 1 for line in body.split("\n")), initial=start))
    tokens = _parser().parse(body)
    item_opens = False
    for at, token in enumerate(tokens):
        item_opens = item_opens or token.type == "list_item_open"
        kind = kinds.get(token.type)
        if kind and token.map:
            kind = "item" if item_opens and kind == "prose" else kind
            heading = _without_markup(tokens[at + 1].content) if kind == "heading" else ""
            level = int(token.tag[1]) if kind == "heading" else 0
            end = min(starts[token.map[1]], len(text))
            yield Block(kind, starts[token.map[0]], end, level, heading=heading)
            item_opens = False


def _without_markup(heading: str) -> str:
    heading = _LINK.sub(r"\1", _ANCHOR.sub("", heading))
    return " ".join(_EMPHASIS.sub(r"\2", heading).split())


def _worded(block: Block, text: str) -> Iterator[Block]:
    """Take markup without words for a rule, and a heading as long as a paragraph for a paragraph."""
    body = text[block.start : block.end]
    if block.kind == "heading" and count_words(block.heading) > _LONGEST_HEADING:
        underlined = not body.lstrip().startswith("#")
        end = block.start + body.rstrip().rindex("\n") if underlined else block.end
        yield from (Block("prose", block.start, end), Block("rule", end, block.end))
        return
    if body.lstrip().startswith("<"):
        body = _TAG.sub("", body)
    wordless = block.kind != "heading" and not any(map(str.isalnum, _BADGES.sub("", body)))
    yield block._replace(kind="rule") if wordless else block


def _unwrapped(block: Block, text: str) -> Iterator[Block]:
    """Yield the lines of a paragraph that was never wrapped: each is a paragraph of its own."""
    lines = text[block.start : block.end].split("\n")
    if block.kind != "prose" or max(map(len, lines)) <= _UNWRAPPED_LINE:
        yield block
        return
    at = block.start
    for line in lines:
        if line.strip():
            yield block._replace(start=at, end=at + len(line))
        at += len(line) + 1


def _with_bare_headings(blocks: list[Block], text: str) -> list[Block]:
    alone = [b.kind == "prose" and is_bare_heading(text[b.start : b.end].strip()) for b in blocks]
    found: list[Block] = []
    for at, block in enumerate(blocks):
        text_follows = at + 1 < len(blocks) and (at == 0 or not alone[at + 1])
        if alone[at] and text_follows:
            line = text[block.start : block.end].strip()
            block = block._replace(kind="heading", level=2 if at else 1, heading=line)
        found.append(block)
    return found
