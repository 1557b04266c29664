"""Which of its words a question is looked up by: the ones that are rare in this corpus.

Words that half of the corpus holds say little and cost much, so a query takes rare ones first and stops
before it would read too much of the index: asking stays quick however large the corpus is.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate

TOKENIZER = "porter unicode61 remove_diacritics 2"
_MOST_TERMS = 24
_MOST_HITS = 10_000


def count_terms(connection: sqlite3.Connection) -> None:
    """Write down in how many snippets each word stands, once the index is filled."""
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
    connection.execute("INSERT INTO frequencies SELECT term, doc FROM vocabulary WHERE doc > 1")


def rarest(connection: sqlite3.Connection, terms: Sequence[str]) -> str:
    """Return an FTS5 query for the rarest of `terms`, or "" when there are none.

    Equally rare ones are taken longest first, then in the order given, so the query is repeatable.
    """
    hits = [sum(_frequency(connection, stem) for stem in stems) for stems in _stemmed(terms)]
    ranked = sorted(zip(hits, terms, strict=True), key=lambda ranked: (ranked[0], -len(ranked[1])))
    # A word that stands in one snippet or none relates nothing, and must not crowd out those that do.
    lone = [term for times, term in ranked if not times][:_MOST_TERMS]
    shared = [(times, term) for times, term in ranked if times][:_MOST_TERMS]
    totals = accumulate(times for times, _ in shared)
    cheap = [term for (_, term), total in zip(shared, totals, strict=True) if total <= _MOST_HITS]
    chosen = [*lone, *(cheap or [term for _, term in shared[:1]])]
    return " OR ".join(f'"{term}"' for term in chosen)


def _frequency(connection: sqlite3.Connection, stem: str) -> int:
    row = connection.execute("SELECT snippets FROM frequencies WHERE stem = ?", (stem,)).fetchone()
    return row[0] if row else 0


def _stemmed(terms: Sequence[str]) -> list[list[str]]:
    """Return the stems of each term as the index knows them; only SQLite itself can tell."""
    stems: dict[int, list[str]] = defaultdict(list)
    with_index = sqlite3.connect(":memory:")
    try:
        with_index.execute(f"CREATE VIRTUAL TABLE words USING fts5(term, tokenize = '{TOKENIZER}')")
        with_index.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, instance)")
        with_index.executemany("INSERT INTO words (rowid, term) VALUES (?, ?)", enumerate(terms))
        for number, stem in with_index.execute("SELECT doc, term FROM vocabulary"):
            stems[number].append(stem)
    finally:
        with_index.close()
    return [stems[number] for number in range(len(terms))]
