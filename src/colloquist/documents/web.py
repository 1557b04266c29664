"""Reading .html: the article without its navigation, as headings, paragraphs, lists, code and tables.

trafilatura's tree is read, not its Markdown: that escapes characters and rewrites formulas, and text
must come through as it was written.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from colloquist.documents.document import BlockKind, Document, Part, assembled, table_of
from colloquist.documents.origin import origin_from
from colloquist.documents.problem import NoText
from colloquist.documents.raised import lowered, raised

_LANGUAGE = re.compile(rb"<html[^>]*\blang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLOCKS = ("p", "list", "table", "quote", "head", "item")


def read_page(path: Path, source: str) -> Document:
    """Read the main text of a page. Raises NoText."""
    import trafilatura

    # Without a handler of its own the library would write its remarks to standard error.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    data = path.read_bytes()
    page: Any = trafilatura.bare_extraction(
        _as_page(data), favor_recall=True, include_comments=False, include_formatting=True, with_metadata=True
    )
    if page is None or page.body is None:
        raise NoText("no main text was found in the page")
    language = _LANGUAGE.search(data)
    fields = {
        "title": page.title,
        "licence": page.license,
        "tags": page.tags,
        "language": language[1].decode() if language else None,
    }
    return assembled(_parts(page.body), origin_from(fields, source))


def _as_page(data: bytes) -> bytes:
    whole = b"<html" in data.lower() or b"\0" in data
    return data if whole else b"<html><body>" + data + b"</body></html>"


def _parts(parent: Any) -> Iterator[Part]:
    for element in parent:
        text = (element.text or "").strip()
        if element.tag == "head":
            yield from _part("heading", _inline(element).strip("§¶#\n "), _level(element))
        elif element.tag == "list":
            yield from _items(element, "")
        elif element.tag == "table":
            yield from _part("whole", _table(element))
        elif element.tag == "code" or (element.tag == "quote" and "\n" in text):
            yield from _part("whole", _fenced("".join(element.itertext())))
        elif any(child.tag in _BLOCKS for child in element):
            yield from _part("prose", _spaced(text))
            yield from _parts(element)
        else:
            yield from _part("prose", _inline(element))
        yield from _part("prose", _spaced(element.tail))


def _part(kind: BlockKind, text: str, level: int = 0) -> list[Part]:
    # The indent of a list item tells how deep it stands.
    return [Part(kind, text.rstrip() if kind == "item" else text.strip(), level)] if text.strip() else []


def _level(heading: Any) -> int:
    rend = heading.get("rend") or ""
    return int(rend[1]) if re.fullmatch("h[1-6]", rend) else 2


def _fenced(code: str) -> str:
    return f"```\n{code.strip(chr(10))}\n```" if code.strip() else ""


def _items(parent: Any, indent: str) -> Iterator[Part]:
    for number, item in enumerate(parent.iterchildren("item"), 1):
        mark = f"{number}." if parent.get("rend") == "ol" else "-"
        own = ("\n" if child.tag == "list" else _mark(child) + _spaced(child.tail) for child in item)
        text = " ".join((_spaced(item.text) + "".join(own)).split())
        yield from _part("item", f"{indent}{mark} {text}" if text else "")
        for inner in item.iterchildren("list"):
            yield from _items(inner, indent + "  ")
            yield from _part("item", f"{indent}  {_spaced(inner.tail).strip()}")


def _inline(element: Any) -> str:
    """Return the text of an element, where only marked line breaks break a line."""
    said = _spaced(element.text) + "".join(_mark(child) + _spaced(child.tail) for child in element)
    return said if element.tag == "hi" else "\n".join(" ".join(line.split()) for line in said.split("\n"))


def _spaced(text: str | None) -> str:
    return (text or "").replace("\n", " ")


def _mark(element: Any) -> str:
    if element.tag == "lb":
        return "\n"
    text, rend = _inline(element), element.get("rend")
    if element.tag == "code" or rend == "#t":
        return f"`{text}`"
    if element.tag in _BLOCKS:
        return f" {text} "
    return raised(text) if rend == "#sup" else lowered(text) if rend == "#sub" else text


def _table(table: Any) -> str:
    rows = [[" ".join(_inline(cell).split()) for cell in row.iter("cell")] for row in table.iter("row")]
    return table_of(rows)
