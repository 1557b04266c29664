"""Reading rows of questions: each row is a snippet that holds a question and, where there is one, its answer."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from colloquist.documents.origin import origin_from
from colloquist.documents.plain import unix_lines
from colloquist.documents.problem import NoText, Unreadable
from colloquist.documents.rows import checked, csv_made, json_made, kind_of, parquet_made
from colloquist.state.question import QUESTION_AND_ANSWER, as_snippet
from colloquist.state.snippet import Place, Snippet

MOST_ALIASES = 30
"""Other names of an answer that are kept; a data set may hold hundreds."""


def question_rows(path: Path, question: str, answer: str) -> Iterator[Snippet | Unreadable]:
    """Yield a snippet per row of a .jsonl, .csv or .parquet file; an empty answer means that nobody can answer.

    An answer is text, a number, a list whose first item is the answer and whose others are other names of
    it, or an object with `value` and `aliases` as TriviaQA (1705.03551) has it.
    """
    source = path.as_posix()
    if path.suffix.lower() == ".jsonl":
        return json_made(path, source, question, _made(answer))
    if path.suffix.lower() == ".csv":
        return csv_made(path, source, question, _made(answer))
    return parquet_made(path, source, question, _made(answer), more=(answer,))


def _made(answer: str) -> Callable[[Mapping[str, Any], str, int, str], Snippet]:
    def made(row: Mapping[str, Any], source: str, number: int, column: str) -> Snippet:
        if answer not in row:
            raise NoText(f"no column {answer!r}; it has {', '.join(map(str, row))}; empty, it says: nobody knows")
        text = _text(row.get(column), column)
        if not text:
            raise NoText(f"column {column!r} is empty")
        key, aliases = _names(row[answer], answer)
        of_its_own = row.get("url") or row.get("source")
        origin = origin_from(row, of_its_own if isinstance(of_its_own, str) else f"{source}#L{number}")
        about = {"title": origin.title, "source": origin.source, "licence": origin.licence}
        found = as_snippet(text, key, aliases, **about, language=origin.language, place=Place(line=number))
        return found.model_copy(update={"tags": (QUESTION_AND_ANSWER, *origin.tags)})

    def told(row: Mapping[str, Any], source: str, number: int, column: str) -> Snippet:
        try:
            return made(row, source, number, column)
        except ValidationError as error:
            raise NoText(error.errors()[0]["msg"]) from None

    return told


def _names(answer: object, column: str) -> tuple[str, list[str]]:
    """Return an answer and its other names, each once."""
    others: object = []
    if isinstance(answer, Mapping):
        low = {str(name).casefold(): value for name, value in answer.items()}
        if "value" not in low:
            raise NoText(f"column {column!r} is an object without a value")
        answer, others = low["value"], low.get("aliases")
    if isinstance(answer, list):
        answer, others = (answer[0], answer[1:]) if answer else (None, [])
    key = _text(answer, column)
    names = [_text(name, column) for name in others] if isinstance(others, list) else []
    once = {name.casefold(): name for name in reversed(names) if name and name.casefold() != key.casefold()}
    return key, list(reversed(once.values()))[:MOST_ALIASES]


def _text(value: object, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NoText(f"column {column!r} is not text but {kind_of(value)}")
    return " ".join(unix_lines(checked(str(value))).split())
