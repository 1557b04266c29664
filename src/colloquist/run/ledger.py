"""The ledger in a journal: what all replies that ever came to a run were paid for, by model."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from colloquist.state.journal import Paid

_ADD = """
    INSERT INTO paid VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model, batch) DO UPDATE SET
        calls = calls + excluded.calls, unmetered = unmetered + excluded.unmetered,
        input_tokens = input_tokens + excluded.input_tokens,
        cached_tokens = cached_tokens + excluded.cached_tokens,
        output_tokens = output_tokens + excluded.output_tokens
"""
_COUNTS = ("calls", "unmetered", "input_tokens", "cached_tokens", "output_tokens")


def enter(connection: sqlite3.Connection, paid: Iterable[Paid]) -> None:
    """Add what was paid to the ledger."""
    connection.executemany(_ADD, _summed(paid))


def ledger(connection: sqlite3.Connection) -> list[Paid]:
    """Return what the ledger says."""
    return [Paid(*row) for row in connection.execute("SELECT * FROM paid ORDER BY model, batch")]


def paid_so_far(path: Path) -> list[Paid] | None:
    """Return what the journal at `path` says was paid, while it is written too; None when it cannot be read.

    A journal that nobody writes is read without files beside it, which SQLite would leave there.
    """
    written = path.with_name(f"{path.name}-wal").exists()
    how = "mode=ro" if written else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as connection:
            return ledger(connection)
    except sqlite3.Error:
        return None


def _summed(paid: Iterable[Paid]) -> list[Paid]:
    """Add up what was paid, by model."""
    sums: dict[tuple[str, bool], Paid] = {}
    for one in paid:
        before = sums.get((one.model, one.batch))
        added = {} if before is None else {name: getattr(before, name) + getattr(one, name) for name in _COUNTS}
        sums[one.model, one.batch] = one._replace(**added)
    return list(sums.values())
