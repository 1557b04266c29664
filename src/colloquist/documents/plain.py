"""Reading .txt and .md: the encoding stated or refused, front matter taken for what it is."""

import codecs
import re
from pathlib import Path

import yaml

from colloquist.documents.document import Document, Origin
from colloquist.documents.markup import markdown_blocks, plain_blocks
from colloquist.documents.origin import origin_from
from colloquist.documents.problem import NoText

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"\s*$|[\w.-]+\s*:|[\s#\-\]}]")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path, source: str) -> Document:
    """Read plain text. Raises NoText."""
    text = decode(path.read_bytes())
    return Document(text, tuple(plain_blocks(text)), Origin(source=source), line=1, counts_lines=True)


def read_markdown(path: Path, source: str) -> Document:
    """Read Markdown with its front matter. Raises NoText."""
    text = decode(path.read_bytes())
    fields, start = _front_matter(text)
    blocks = tuple(markdown_blocks(text, start))
    return Document(text, blocks, origin_from(fields, source), line=1, counts_lines=True)


def decode(data: bytes) -> str:
    """Return the text of `data`, lines ended by a single line feed. Raises NoText."""
    try:
        text = data.decode(encoding_of(data))
    except UnicodeDecodeError as error:
        raise NoText(not_utf_8(error)) from None
    if "\0" in text:
        raise NoText("it holds null bytes: a binary file, or UTF-16 without its byte order mark")
    return unix_lines(text)


def unix_lines(text: str) -> str:
    """Return `text` with every line ended by a single line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(start: bytes) -> str:
    """Return the encoding that the first bytes of a file state; without a mark it is UTF-8."""
    return "utf-16" if start.startswith(_UTF_16) else "utf-8-sig"


def not_utf_8(error: UnicodeDecodeError) -> str:
    """Say where the bytes stop being text, and what to do."""
    if error.encoding.startswith("utf-16"):
        return f"not UTF-16, though it says so (position {error.start}): save it as UTF-8"
    return f"not UTF-8 (byte 0x{error.object[error.start]:02x} at position {error.start}): save it as UTF-8"


def _front_matter(text: str) -> tuple[dict[str, object], int]:
    match = _FRONT_MATTER.match(text)
    if not match or not all(map(_FRONT_LINE.match, match[1].split("\n"))):
        return {}, 0
    try:
        fields = yaml.safe_load(match[1])
    except yaml.YAMLError:
        # It has the looks of front matter, so it is no text, whatever it was meant to say.
        return {}, match.end()
    return (fields, match.end()) if isinstance(fields, dict) else ({}, 0)
