"""Which of its words a question is looked up by: the ones that are rare in this corpus.

Common words say little and cost much, so a query takes the rarest first and stops before it would read more
than some hundred entries of the index: asking stays quick however large the corpus is. Where even the rarest is
more common than that it is asked for alone, and where thousands of snippets hold it not at all: whatever came
first would be a matter of chance.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from threading import Lock

TOKENIZER = "porter unicode61 remove_diacritics 2"
ABSENT = -1
"""In place of the number of snippets that hold a term, where none does."""
_MOST_TERMS = 8
_MOST_HITS = 100
_MOST_OF_ONE = 2_000
"""Hits of the rarest word, where it is the only one to ask for."""
_MOST_KNOWN = 30_000
_ONE_AT_A_TIME = Lock()


def _know_terms(connection: sqlite3.Connection) -> None:
    """Have the index tell which words it holds."""
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, words, row)")


def count_terms(connection: sqlite3.Connection) -> None:
    """Write down in how many snippets each word stands, once the index is filled."""
    _know_terms(connection)
    connection.execute("INSERT INTO frequencies SELECT term, doc FROM vocabulary WHERE doc > 1")


def rarest(connection: sqlite3.Connection, terms: Sequence[str], known: dict[str, int]) -> str:
    """Return an FTS5 query for the rarest of `terms`, or "" where the corpus has none, or none rare enough.

    Equally rare ones are taken longest first, then in the order given, so the query is repeatable. `known` is
    for the corpus to keep: how often the terms stand in it that were asked for before.
    """
    times = {term: number for term in terms if (number := known.get(term)) is not None}  # others may clear it
    if new := [term for term in terms if term not in times]:
        if len(known) > _MOST_KNOWN:
            known.clear()
        counted = _counted(connection, new)
        known.update(counted)
        times |= counted
    ranked = sorted(terms, key=lambda term: (times[term], -len(term)))
    # A word that stands in one snippet relates at most that one, and must not crowd out those that relate more.
    lone = [term for term in ranked if times[term] == 0][:_MOST_TERMS]
    shared = [term for term in ranked if times[term] > 0][:_MOST_TERMS]
    totals = accumulate(times[term] for term in shared)
    cheap = [term for term, total in zip(shared, totals, strict=True) if total <= _MOST_HITS]
    # Who asks of something that stands in no snippet or in one asks of that, not of what thousands speak of.
    if not cheap and shared[:1] == ranked[:1]:
        cheap = [term for term in shared[:1] if times[term] <= _MOST_OF_ONE]
    return " OR ".join(f'"{term}"' for term in (*lone, *cheap))


def _counted(connection: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """Return in how many snippets each term stands: nought for one alone, ABSENT for none."""
    _know_terms(connection)
    stemmed = _stems_of(terms)
    asked = json.dumps([*{stem for stems in stemmed for stem in stems}])
    shared = dict(
        connection.execute(
            "SELECT stem, snippets FROM frequencies WHERE stem IN (SELECT value FROM json_each(?))", (asked,)
        )
    )
    rest = json.dumps([stem for stems in stemmed for stem in stems if stem not in shared])
    lone = connection.execute(
        "SELECT term, 0 FROM temp.vocabulary WHERE term IN (SELECT value FROM json_each(?))", (rest,)
    )
    there: dict[str, int] = shared | dict(lone)
    return {
        term: sum(there.get(stem, 0) for stem in stems) if any(stem in there for stem in stems) else ABSENT
        for term, stems in zip(terms, stemmed, strict=True)
    }


def _stems_of(terms: Sequence[str]) -> list[list[str]]:
    """Return the stems of each term as the index knows them; only SQLite itself can tell."""
    stems: dict[int, list[str]] = defaultdict(list)
    with _ONE_AT_A_TIME:
        index = _empty_index()
        index.executemany("INSERT INTO words (rowid, term) VALUES (?, ?)", enumerate(terms))
        for number, stem in index.execute("SELECT doc, term FROM vocabulary"):
            stems[number].append(stem)
        index.execute("INSERT INTO words (words) VALUES ('delete-all')")
    return [stems[number] for number in range(len(terms))]


@cache
def _empty_index() -> sqlite3.Connection:
    """Open an index that knows words as a corpus does; it is filled and emptied again for each lookup."""
    index = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    index.execute(f"CREATE VIRTUAL TABLE words USING fts5(term, content = '', tokenize = '{TOKENIZER}')")
    index.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, instance)")
    return index
