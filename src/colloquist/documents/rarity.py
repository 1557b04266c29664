"""Which of its words a question is looked up by: the ones that are rare in this corpus.

Common words say little and cost much, so a query takes the rarest first and stops before it would read more
than some hundred entries of the index: asking stays quick however large the corpus is. Where even the rarest is
more common than that it is asked for alone, and where thousands of snippets hold it not at all: whatever came
first would be a matter of chance.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import cache
from itertools import accumulate
from threading import Lock
from typing import TypeVar

Value = TypeVar("Value")
TOKENIZER = "porter unicode61 remove_diacritics 2"
_MOST_TERMS = 8
_MOST_HITS = 100
_MOST_OF_ONE = 2_000
"""Hits of the rarest word, where it is the only one to ask for."""
_MOST_STEMS = 30_000
_STEMS: dict[str, list[str]] = {}
_ONE_AT_A_TIME = Lock()


def count_terms(connection: sqlite3.Connection) -> None:
    """Write down in how many snippets each word stands, once the index is filled."""
    connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
    connection.execute("INSERT INTO frequencies SELECT term, doc FROM vocabulary WHERE doc > 1")


def rarest(connection: sqlite3.Connection, terms: Sequence[str], known: dict[str, int]) -> str:
    """Return an FTS5 query for the rarest of `terms`, or "" when there are none.

    Equally rare ones are taken longest first, then in the order given, so the query is repeatable. `known` is
    for the corpus to keep: how often the words stand in it that were asked for before.
    """
    stemmed = _stemmed(terms)
    times = _frequencies(connection, {stem for stems in stemmed for stem in stems}, known)
    hits = [sum(times.get(stem, 0) for stem in stems) for stems in stemmed]
    ranked = sorted(zip(hits, terms, strict=True), key=lambda ranked: (ranked[0], -len(ranked[1])))
    # A word that stands in one snippet or none relates nothing, and must not crowd out those that do.
    lone = [term for times, term in ranked if not times][:_MOST_TERMS]
    shared = [(times, term) for times, term in ranked if times][:_MOST_TERMS]
    totals = accumulate(times for times, _ in shared)
    cheap = [term for (_, term), total in zip(shared, totals, strict=True) if total <= _MOST_HITS]
    if not lone and not cheap:
        cheap = [term for times, term in shared[:1] if times <= _MOST_OF_ONE]
    return " OR ".join(f'"{term}"' for term in (*lone, *cheap))


def _frequencies(connection: sqlite3.Connection, stems: Collection[str], known: dict[str, int]) -> dict[str, int]:
    query = "SELECT stem, snippets FROM frequencies WHERE stem IN (SELECT value FROM json_each(?))"

    def ask(new: list[str]) -> dict[str, int]:
        return dict.fromkeys(new, 0) | dict(connection.execute(query, (json.dumps(new),)))

    return _looked_up(known, stems, ask)


def _stemmed(terms: Sequence[str]) -> list[list[str]]:
    """Return the stems of each term as the index knows them; only SQLite itself can tell, so it is asked once."""
    numbers = {term: [term] for term in terms if term.isascii() and term.isdigit()}  # hardly one comes again
    wanted = [term for term in terms if term not in numbers]
    known = numbers | _looked_up(_STEMS, wanted, lambda new: dict(zip(new, _stems_of(new), strict=True)))
    return [known[term] for term in terms]


def _looked_up(
    known: dict[str, Value], wanted: Collection[str], ask: Callable[[list[str]], dict[str, Value]]
) -> dict[str, Value]:
    """Return what `ask` says of each that is wanted; it is asked for what is not known yet, and that is kept."""
    here = {one: value for one in wanted if (value := known.get(one)) is not None}
    new = [one for one in wanted if one not in here]
    if new:
        fresh = ask(new)
        if len(known) > _MOST_STEMS:
            known.clear()
        known.update(fresh)
        here |= fresh
    return here


def _stems_of(terms: Sequence[str]) -> list[list[str]]:
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
