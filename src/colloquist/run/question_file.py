"""The questions of a report: rows of a file, or what a refusal run has made, each once."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from colloquist.documents import InputError, Unreadable, read
from colloquist.run.folder import read_records
from colloquist.run.manifest import MANIFEST
from colloquist.state.question import Question, as_snippet, asked_in, new_question


class QuestionFile(NamedTuple):
    """Questions whose ids name their words and keys, the same in every report; and the rows that are none."""

    questions: list[Question]
    unreadable: list[Unreadable]


def questions_in(path: Path, question_column: str, answer_column: str, limit: int | None) -> QuestionFile:
    """Return the questions of a file or of a run folder.

    Raises InputError when there are none, RunFolderError when a run folder cannot be read.
    """
    found: dict[str, Question] = {}
    unreadable: list[Unreadable] = []
    made = _of_run(path) if (path / MANIFEST).exists() else _of_rows(path, question_column, answer_column)
    for item in made:
        if isinstance(item, Unreadable):
            unreadable.append(item)
        elif limit is None or len(found) < limit:
            found.setdefault(item["id"], item)
    if not found:
        why = f" ({unreadable[0]})" if unreadable else ""
        raise InputError(f"{path}: no question to ask{why}")
    return QuestionFile(list(found.values()), unreadable)


def _of_run(path: Path) -> Iterator[Question | Unreadable]:
    for record in read_records(path):
        for made in record.questions:
            if not made["dropped"]:
                yield _named(made["text"], made["key"], made["aliases"])


def _of_rows(path: Path, question_column: str, answer_column: str) -> Iterator[Question | Unreadable]:
    for item in read(path, question_column=question_column, answer_column=answer_column):
        row = None if isinstance(item, Unreadable) else asked_in(item)
        if isinstance(item, Unreadable):
            yield item
        elif row is None:
            raise InputError(f"{item.source}: no rows of questions; a .jsonl, .csv or .parquet file is wanted")
        else:
            yield _named(row.text, row.key, list(row.aliases))


def _named(text: str, key: str, aliases: list[str]) -> Question:
    id_ = as_snippet(text, key, aliases).id
    return new_question(id_, "answerable" if key else "beyond", text, key, aliases)
