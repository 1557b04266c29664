"""What the run folder derives from records: which file holds which rows, and how they are told apart."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from colloquist.run.preferences import pair_ids, preference_rows
from colloquist.run.training import conversation_rows, dropped_rows
from colloquist.state.record import Record

RECORDS, CONVERSATIONS, FAILURES = "records.jsonl", "conversations.jsonl", "failures.jsonl"
PREFERENCES = "preferences.jsonl"
Row = dict[str, Any]


class Derived(NamedTuple):
    """Rows of one file: made from a record, and their keys as the record's own row and as they name them."""

    rows: Callable[[Record], Iterable[Row]]
    wanted: Callable[[Mapping[str, Any]], list[str]]
    key: Callable[[Row], str | None]
    """Raises KeyError or TypeError for what is no such row; None for one that is of another kind."""
    shared: bool = False
    """Whether the file has rows of other kinds too."""


def _accepted(row: Mapping[str, Any], accepted: bool) -> list[str]:
    return [f"{row['id']}/{path['id']}" for path in row["paths"] if path["accepted"] is accepted]


def _said_of_itself(row: Row) -> str:
    return str(row["meta"]["id"])


def _dropped_path(row: Row) -> str | None:
    return f"{row.get('id')}/{row.get('path')}" if row.get("kind") == "path" else None


DERIVED = {
    CONVERSATIONS: Derived(conversation_rows, lambda row: _accepted(row, True), _said_of_itself),
    PREFERENCES: Derived(preference_rows, pair_ids, _said_of_itself),
    FAILURES: Derived(dropped_rows, lambda row: _accepted(row, False), _dropped_path, shared=True),
}
"""In the order in which they are written, after the record."""
