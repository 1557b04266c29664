"""Reading .docx: paragraphs by their styles, lists as lists, tables as rows of text."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from colloquist.documents.document import Document, Part, assembled, table_of
from colloquist.documents.origin import origin_from
from colloquist.documents.raised import lowered, raised

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def read_word(path: Path, source: str) -> Document:
    """Read the body of a Word document; headers, footers and comments are left out."""
    import docx

    document = docx.Document(str(path))
    about = document.core_properties
    parts = list(_parts(document))
    titled = next((part.text for part in parts if part.kind == "heading" and part.level == 0), "")
    fields = {"title": titled or about.title, "tags": about.keywords, "language": about.language}
    return assembled(parts, origin_from(fields, source))


def _parts(document: Any) -> Iterator[Part]:
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            table = table_of([_cells(row) for row in block.rows])
            yield from [Part("whole", table)] if table else []
        else:
            part = _paragraph(block)
            yield from [part] if part.text else []


def _paragraph(paragraph: Any) -> Part:
    text = _text(paragraph).strip()
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    heading = _HEADING.match(style)
    if heading or style == "Title":
        return Part("heading", " ".join(text.split()), int(heading[1]) if heading else 0)
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    if text and (numbered or style.startswith("List")):
        return Part("item", f"- {text}")
    return Part("prose", text)


def _text(paragraph: Any) -> str:
    return "".join(
        _run(piece) if hasattr(piece, "font") else "".join(map(_run, piece.runs))
        for piece in paragraph.iter_inner_content()
    )


def _run(run: Any) -> str:
    text = str(run.text)
    return raised(text) if run.font.superscript else lowered(text) if run.font.subscript else text


def _cells(row: Any) -> list[str]:
    """Return the texts of a row; cells that were merged are one."""
    cells = [next(group) for _, group in groupby(row.cells, key=lambda cell: id(cell._tc))]
    return [" ".join(" ".join(map(_text, cell.paragraphs)).split()) for cell in cells]
