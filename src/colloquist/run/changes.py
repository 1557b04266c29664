"""What changed in the input since a run began: two corpora laid side by side, source by source."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from colloquist.documents import Corpus, CorpusError

NAMED = 3
_SAME = """
    SELECT (SELECT count(*) FROM now.snippets) = (SELECT count(*) FROM was.snippets)
        AND NOT EXISTS (
            SELECT 1 FROM now.snippets AS a JOIN was.snippets AS b USING (number) WHERE a.body != b.body
        )
"""
_SOURCES = """
    CREATE TEMP TABLE {name}_ids AS
        SELECT json_extract(body, '$.source') AS source, id, number FROM {name}.snippets;
    CREATE TEMP TABLE {name}_sources AS
        SELECT source, min(number) AS first FROM {name}_ids GROUP BY source;
    CREATE INDEX temp.{name}_by_source ON {name}_sources (source);
"""
_KINDS = {
    "added": """
        SELECT source FROM now_sources WHERE source NOT IN (SELECT source FROM was_sources) ORDER BY first
    """,
    "removed": """
        SELECT source FROM was_sources WHERE source NOT IN (SELECT source FROM now_sources) ORDER BY first
    """,
    "edited": """
        SELECT source FROM now_sources JOIN was_sources USING (source) WHERE source IN (
            SELECT source FROM (SELECT source, id FROM now_ids EXCEPT SELECT source, id FROM was_ids)
            UNION SELECT source FROM (SELECT source, id FROM was_ids EXCEPT SELECT source, id FROM now_ids)
        ) ORDER BY now_sources.first
    """,
}


@contextmanager
def before(corpus: Path) -> Iterator[Path | None]:
    """Keep what a corpus is for as long as it takes to build it anew; None where there is none to speak of."""
    kept = corpus.with_name(f".{corpus.name}.before")
    try:
        Corpus.open(corpus).close()
    except (
        CorpusError,
        sqlite3.Error,
    ):  # none, damaged or of another form: it is built anew, or refused with a reason
        yield None
        return
    kept.unlink(missing_ok=True)
    try:
        os.link(corpus, kept)
    except OSError:
        shutil.copyfile(corpus, kept)
    try:
        yield kept
    finally:
        kept.unlink(missing_ok=True)


def differences(now: Path, was: Path | None) -> list[str]:
    """Return which sources were added, removed and edited, a line for each kind that there is.

    A source is edited when other snippets come from it than before, in whatever order.
    """
    if was is None:
        return []
    with closing(sqlite3.connect("")) as connection:
        try:
            connection.execute("ATTACH ? AS now", (str(now),))
            connection.execute("ATTACH ? AS was", (str(was),))
            return _differences(connection)
        except sqlite3.Error:  # what was there is damaged inside: nothing can be said about it
            return []


def _differences(connection: sqlite3.Connection) -> list[str]:
    if connection.execute(_SAME).fetchone()[0]:
        return []
    for name in ("now", "was"):
        connection.executescript(_SOURCES.format(name=name))
    found = {kind: _named(connection, query) for kind, query in _KINDS.items()}
    return [f"{kind}: {sources}" for kind, sources in found.items() if sources]


def _named(connection: sqlite3.Connection, query: str) -> str:
    first: list[str] = []
    more = 0
    for (source,) in connection.execute(query):
        if len(first) < NAMED:
            first.append(source)
        else:
            more += 1
    return ", ".join(first) + (f" and {more} more" if more else "")
