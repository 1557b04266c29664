"""Reading: the way in. Files, folders and tables become one stream of snippets, faults in their place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from colloquist.documents.document import Document
from colloquist.documents.pdf import read_pdf
from colloquist.documents.plain import read_markdown, read_text
from colloquist.documents.problem import InputError, NoText, Unreadable, in_one_line
from colloquist.documents.question_rows import question_rows
from colloquist.documents.rows import csv_rows, json_rows, parquet_rows
from colloquist.documents.splitting import split
from colloquist.documents.web import read_page
from colloquist.documents.word import read_word
from colloquist.state.snippet import Snippet

Made = TypeVar("Made")
_FILES: dict[str, Callable[[Path, str], Document]] = {
    ".docx": read_word,
    ".htm": read_page,
    ".html": read_page,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".txt": read_text,
}
_TABLES: dict[str, Callable[[Path, str, str], Iterator[Document | Unreadable]]] = {
    ".csv": csv_rows,
    ".jsonl": json_rows,
    ".parquet": parquet_rows,
}
_NEEDS = {
    ".docx": ("python-docx", "documents"),
    ".htm": ("trafilatura", "documents"),
    ".html": ("trafilatura", "documents"),
    ".parquet": ("pyarrow", "parquet"),
    ".pdf": ("pypdf", "documents"),
}
SUFFIXES = tuple(sorted((*_FILES, *_TABLES)))
"""Endings of the files that are read here; capitals make no difference."""
FEWEST_WORDS_PER_SNIPPET = 30
_HIDDEN = (".", "~$")
_UNKNOWN = f"not a kind of file that is read here ({', '.join(SUFFIXES)})"


def read(
    paths: str | Path | Iterable[str | Path],
    *,
    text_column: str = "text",
    words: int = 220,
    question_column: str | None = None,
    answer_column: str = "answer",
) -> Iterator[Snippet | Unreadable]:
    """Read files and folders as a stream of snippets of about `words` words each.

    Folders are walked in the order of their paths. What cannot be read is yielded as Unreadable where
    it would have stood. Rows of tables are taken from `text_column`; with a `question_column` they are
    questions, whose answers stand in `answer_column`. Raises InputError before anything is read when a
    path is missing, of a kind that is not read here, or a folder without such files.
    """
    if words < FEWEST_WORDS_PER_SNIPPET:
        raise InputError(f"words is {words}: a snippet takes at least {FEWEST_WORDS_PER_SNIPPET}")
    given = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    if not given:
        raise InputError("nothing to read: no path was given")
    for path in given:
        _check(path)
    columns = (question_column, answer_column) if question_column else None
    return _stream(given, text_column, words, columns)


def _check(path: Path) -> None:
    if not path.exists():
        raise InputError(f"{path.as_posix()}: there is no such file or folder")
    if path.is_dir() and not any(isinstance(found, Path) for found in _walk(path)):
        raise InputError(f"{path.as_posix()}: no file in this folder ends in {', '.join(SUFFIXES)}")
    if not path.is_dir() and path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path.as_posix()}: {_UNKNOWN}")


def _stream(
    given: Iterable[Path], column: str, words: int, columns: tuple[str, str] | None
) -> Iterator[Snippet | Unreadable]:
    for path in given:
        for found in _walk(path):
            if isinstance(found, Unreadable):
                yield found
            elif columns and found.suffix.lower() in _TABLES:
                yield from _guarded(found, question_rows(found, *columns))
            else:
                yield from _snippets(found, column, words)


def _walk(path: Path) -> Iterator[Path | Unreadable]:
    if not path.is_dir():
        yield path
        return
    try:
        children = sorted(path.iterdir())
    except OSError as error:
        yield Unreadable(source=path.as_posix(), reason=f"the folder cannot be opened: {error.strerror}")
        return
    for child in children:
        if child.is_dir() and not child.is_symlink() and not child.name.startswith(_HIDDEN):
            yield from _walk(child)
        elif child.is_file() and not child.name.startswith(_HIDDEN):
            known = child.suffix.lower() in SUFFIXES
            yield child if known else Unreadable(source=child.as_posix(), reason=_UNKNOWN)


def _documents(path: Path, column: str) -> Iterator[Document | Unreadable]:
    source, suffix = path.as_posix(), path.suffix.lower()
    if suffix in _TABLES:
        yield from _TABLES[suffix](path, source, column)
    else:
        document = _FILES[suffix](path, source)
        yield replace(document, origin=replace(document.origin, stem=path.stem))


def _guarded(path: Path, items: Iterator[Made | Unreadable]) -> Iterator[Made | Unreadable]:
    """Yield the items of a file; what stops its reading is a fault of this file alone."""
    source, suffix = path.as_posix(), path.suffix.lower()
    try:
        yield from items
    except NoText as fault:
        yield Unreadable(source=source, reason=str(fault))
    except ImportError as error:
        library, extra = _NEEDS[suffix]
        missing = (error.name or "").partition(".")[0]
        there = "" if missing == library.removeprefix("python-") else f" ({in_one_line(error)})"
        reason = f"reading {suffix} needs {library}{there}: pip install 'colloquist[{extra}]'"
        yield Unreadable(source=source, reason=reason)
    except OSError as error:
        yield Unreadable(source=source, reason=f"it cannot be opened: {error.strerror or in_one_line(error)}")
    except Exception as error:
        # Whatever a library trips over is a fault of this one file; the others are still to be read.
        yield Unreadable(source=source, reason=f"it cannot be read as {suffix}: {in_one_line(error)}")


def _snippets(path: Path, column: str, words: int) -> Iterator[Snippet | Unreadable]:
    """Split the documents of a file; rows in a row of the same source and title count as one."""
    before, index = ("", ""), 0
    for document in _guarded(path, _documents(path, column)):
        if isinstance(document, Unreadable):
            yield document
            continue
        here = (document.origin.source, document.origin.title)
        index = index if here == before and all(here) else 0
        for item in split(document, words, index):
            index += isinstance(item, Snippet)
            # A row may name another source; where it could not be read is a matter of the file.
            yield item if isinstance(item, Snippet) else item.model_copy(update={"source": path.as_posix()})
        before = here
