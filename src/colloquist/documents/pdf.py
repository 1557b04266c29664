"""Reading .pdf: the lines of its pages, without page numbers, running heads and tables of contents."""

import logging
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from colloquist.documents.document import Document, assembled
from colloquist.documents.origin import origin_from
from colloquist.documents.paragraphs import Line, paragraphs
from colloquist.documents.problem import NoText

_PAGE_NUMBER = re.compile(r"\W*(?:page|seite)?\W*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von)\s*\d{1,4})?\W*", re.I)
_LEADERS = re.compile(r"(?:[.·…] ?){4,}\s*\S{0,6}$")
_MADE_BY = re.compile(r"^Microsoft \w+ - ")
_NO_TITLE = re.compile(r"untitled.*|\S*\.(?:docx?|pdf|tex|indd|dvi|rtf)|", re.IGNORECASE)
_RUNNING_HEAD = 3
"""Pages that must begin or end with the same line before it counts as a running head."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\0": ""}
)


def read_pdf(path: Path, source: str) -> Document:
    """Read the text of a PDF. Raises NoText for one that is encrypted or scanned."""
    import pypdf

    # Without a handler of its own the library would write its remarks to standard error.
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    with pypdf.PdfReader(path) as reader:
        if reader.is_encrypted and not _opens(reader):
            raise NoText("it is encrypted: save a copy without a password")
        pages = [_lines(page.extract_text(), number) for number, page in enumerate(reader.pages, 1)]
        about: Mapping[str, Any] = reader.metadata or {}
        fields = {
            "title": _title(about.get("/Title")),
            "tags": about.get("/Keywords"),
            "language": reader.root_object.get("/Lang"),
        }
    if not any(pages):
        raise NoText(f"no text on its {len(pages)} pages: if it is a scan, recognise the text (OCR) first")
    return assembled(paragraphs(_body(pages), titled=bool(fields["title"])), origin_from(fields, source))


def _opens(reader: Any) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:
        # pypdf needs a further library for some ciphers; to the reader the file is locked either way.
        return False


def _lines(text: str, page: int) -> list[Line]:
    # Broken fonts give halves of characters, which no file could hold.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\u00ad\n", "-\n").replace("\u00ad", "").translate(_LIGATURES)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return [Line(line, page) for line in lines if not _LEADERS.search(line)] if any(lines) else []


def _body(pages: Sequence[list[Line]]) -> list[Line]:
    """Return the lines of all pages without what stands at the edge of a page for the page's sake."""
    edges = Counter(key for page in pages for key in {_likeness(line) for line in _edges(page)})
    repeated = {key for key, times in edges.items() if key and times >= _RUNNING_HEAD}
    body: list[Line] = []
    for page in pages:
        outer = [line for line in _edges(page) if _PAGE_NUMBER.fullmatch(line.text) or _likeness(line) in repeated]
        kept = [line for line in page if not any(line is gone for gone in outer)]
        said = [at for at, line in enumerate(kept) if line.text]
        # A gap at the edge of a page is not a gap in the text, which runs on overleaf.
        body += kept[said[0] : said[-1] + 1] if said else []
    return body


def _edges(page: Sequence[Line]) -> list[Line]:
    said = [line for line in page if line.text]
    return [*said[:2], *said[2:][-2:]]


def _likeness(line: Line) -> str:
    return "".join(filter(str.isalpha, line.text.casefold())) if len(line.text) < 100 else ""


def _title(given: object) -> str:
    title = _MADE_BY.sub("", str(given or "")).strip()
    return "" if _NO_TITLE.fullmatch(title) else title
