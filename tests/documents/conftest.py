"""What the tests of reading have in common: files made on the spot, and a PDF written by hand."""

from pathlib import Path

import pytest

from colloquist.documents import read


def sentences(number, about="kettle"):
    """Return so many different sentences of ten words."""
    return [f"Sentence {n} says what the {about} did on day {n}." for n in range(1, number + 1)]


def pdf_bytes(pages, title=None):
    """Return a PDF whose pages hold the given lines, set in Helvetica one below the other."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td\n{shown}ET" if lines else ""
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {len(objects)} 0 R >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    info = ""
    if title:
        objects.append(f"<< /Title ({title}) >>")
        info = f" /Info {len(objects)} 0 R"
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R{info} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode("latin-1")


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into an empty working folder and return its relative path."""
    monkeypatch.chdir(tmp_path)

    def write(name, content):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write


@pytest.fixture
def write_pdf(write):
    """Write a PDF of the given pages, each a list of lines."""
    return lambda name, pages, title=None: write(name, pdf_bytes(pages, title))


@pytest.fixture
def prose():
    """Return a paragraph of so many different sentences, ten words each."""
    return lambda number, about="kettle": " ".join(sentences(number, about))


@pytest.fixture
def only(write):
    """Write one file, read it, and return the one thing that came of it."""

    def only(name, content, **options):
        (item,) = read(write(name, content), **options)
        return item

    return only
