"""Reading rows of .jsonl, .csv and .parquet: each row is a document, and only a few are in memory."""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO, TypeVar

import orjson

from colloquist.documents.document import Document
from colloquist.documents.markup import plain_blocks
from colloquist.documents.origin import origin_from
from colloquist.documents.plain import encoding_of, unix_lines
from colloquist.documents.problem import NoText, Unreadable
from colloquist.state.snippet import Place

Made = TypeVar("Made")
Make = Callable[[Mapping[str, Any], str, int, str], Made]
_BATCH = 256
_ABOUT = ("title", "licence", "license", "source", "url", "tags", "language")
"""Columns that say something of a row; the others are left where they are."""
_DELIMITERS = ",;\t"


def json_rows(path: Path, source: str, column: str) -> Iterator[Document | Unreadable]:
    """Yield a document per line of JSON. A line that is none is reported, and the next one read."""
    return json_made(path, source, column, _row)


def csv_rows(path: Path, source: str, column: str) -> Iterator[Document | Unreadable]:
    """Yield a document per row of a CSV file; commas, semicolons or tabs stand between its cells."""
    return csv_made(path, source, column, _row)


def parquet_rows(path: Path, source: str, column: str) -> Iterator[Document | Unreadable]:
    """Yield a document per row of a Parquet file, read batch by batch."""
    return parquet_made(path, source, column, _row)


def json_made(path: Path, source: str, column: str, make: Make[Made]) -> Iterator[Made | Unreadable]:
    """Yield what `make` makes of each line of JSON, or why it makes nothing of it."""
    with _opened(path, newline="\n") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _or_reported(_from_json(make), line, source, number, column)


def csv_made(path: Path, source: str, column: str, make: Make[Made]) -> Iterator[Made | Unreadable]:
    """Yield what `make` makes of each row of a CSV file, or why it makes nothing of it."""
    # The limit of the standard library is a guess at what a cell may hold; documents are longer.
    csv.field_size_limit(sys.maxsize)
    with _opened(path, newline="") as file:
        start = file.readline()
        file.seek(0)
        delimiter = next((d for d in _DELIMITERS if column in next(csv.reader([start], delimiter=d), ())), ",")
        rows = csv.DictReader(file, delimiter=delimiter)
        _check_column(column, rows.fieldnames or ())
        line = rows.line_num + 1
        for row in rows:
            yield _or_reported(make, row, source, line, column)
            line = rows.line_num + 1


def parquet_made(
    path: Path, source: str, column: str, make: Make[Made], more: Sequence[str] = ()
) -> Iterator[Made | Unreadable]:
    """Yield what `make` makes of each row of a Parquet file, of whose columns `more` are wanted too."""
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        columns = file.schema_arrow.names
        _check_column(column, columns)
        wanted = [name for name in columns if name in (column, *more, *_ABOUT)]
        number = 0
        for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield _or_reported(make, row, source, number, column)


def _opened(path: Path, newline: str) -> TextIO:
    with path.open("rb") as file:
        encoding = encoding_of(file.read(4))
    # Bytes that are no text are carried along, so that only the row they stand in is lost.
    return path.open(encoding=encoding, errors="surrogateescape", newline=newline)


def _check_column(column: str, columns: Any) -> None:
    if column not in columns:
        raise NoText(f"no column {column!r}; it has {', '.join(map(str, columns)) or 'none'}")


def _or_reported(
    make: Callable[[Any, str, int, str], Made], row: Any, source: str, number: int, column: str
) -> Made | Unreadable:
    try:
        return make(row, source, number, column)
    except NoText as fault:
        return Unreadable(source=source, place=Place(line=number), reason=str(fault))


def _from_json(make: Make[Made]) -> Callable[[str, str, int, str], Made]:
    def made(line: str, source: str, number: int, column: str) -> Made:
        try:
            row = orjson.loads(checked(line))
        except orjson.JSONDecodeError as error:
            raise NoText(f"not JSON: {error}") from None
        if not isinstance(row, dict):
            raise NoText(f"not a JSON object but {kind_of(row)}")
        _check_column(column, row)
        return make(row, source, number, column)

    return made


def _row(row: Mapping[str, Any], source: str, number: int, column: str) -> Document:
    text = row.get(column)
    if text is not None and not isinstance(text, str):
        raise NoText(f"column {column!r} is not text but {kind_of(text)}")
    if text is None or not text.strip():
        raise NoText(f"column {column!r} is empty")
    text = unix_lines(checked(text))
    of_its_own = row.get("url") or row.get("source")
    origin = origin_from(row, of_its_own if isinstance(of_its_own, str) else f"{source}#L{number}")
    return Document(text, tuple(plain_blocks(text)), origin, line=number)


def checked(text: str) -> str:
    """Return `text`. Raises NoText when it was read from bytes that are no UTF-8."""
    wrong = next((c for c in text if "\udc80" <= c <= "\udcff"), None) if not text.isascii() else None
    if wrong:
        raise NoText(f"not UTF-8 (byte 0x{ord(wrong) - 0xDC00:02x}): save the file as UTF-8")
    return text


def kind_of(value: object) -> str:
    """Say what a value is that should have been something else."""
    named = {dict: "an object", list: "a list", str: "a string", bool: "a truth value", type(None): "null"}
    return named.get(type(value), "a number" if isinstance(value, int | float) else f"a {type(value).__name__}")
