"""The file of a journal: its form, how it is opened, and what is said when it cannot be used."""

import sqlite3
from pathlib import Path

from colloquist.run.problem import RunFolderError

FORM = 2
JOURNAL = "journal.sqlite"
PATIENCE = 60.0
"""Seconds to wait while somebody else writes to the file."""
# With rows in the order of their random keys every reply would cost a whole page, of the file and of the log.
_REPLIES = """
    CREATE TABLE IF NOT EXISTS replies (
        key BLOB PRIMARY KEY, conversation TEXT NOT NULL, number INTEGER NOT NULL, reply BLOB NOT NULL
    )
"""
_PAID = """
    CREATE TABLE IF NOT EXISTS paid (
        model TEXT NOT NULL, calls INTEGER NOT NULL, unmetered INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,
        batch INTEGER NOT NULL, PRIMARY KEY (model, batch)
    ) WITHOUT ROWID
"""


def opened(path: Path, cache: int) -> sqlite3.Connection:
    """Open or create the file, with so many KiB of its pages kept in memory.

    Raises RunFolderError when it is not a journal or cannot be written.
    """
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = {-cache}")
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        form = connection.execute("PRAGMA user_version").fetchone()[0]
        if not made:
            connection.execute(f"PRAGMA user_version = {FORM}")
            connection.execute(_REPLIES)
            connection.execute(_PAID)
    except sqlite3.Error as error:
        raise RunFolderError(damaged(path, error)) from None
    if made and form != FORM:
        raise RunFolderError(damaged(path, f"form {form}, this colloquist writes {FORM}"))
    return connection


def damaged(path: Path, why: object) -> str:
    """Return what to tell whoever runs on a journal that cannot be used."""
    return (
        f"{path}: the journal cannot be used ({why}). Mend that, or move the file away: finished conversations "
        "stay, and only replies of unfinished ones are asked for again; what was spent before is then not counted"
    )
