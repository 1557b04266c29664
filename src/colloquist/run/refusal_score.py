"""The score of a refusal report: results counted, and two of them compared question by question."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from colloquist.run.shares import Change, change
from colloquist.state.question import GRADED

Result = dict[str, Any]
OUTCOMES = (*GRADED, "uncertain", "failed")


class Score(NamedTuple):
    """Outcomes of the questions that have an answer, and of those that nobody can answer.

    Each adds up to its questions: correct, not_attempted, incorrect, uncertain and failed.
    """

    answerable: Counter[str]
    unanswerable: Counter[str]


class Comparison(NamedTuple):
    """What changed on the questions that both results graded; `apart` are those that only one of them did."""

    answerable: dict[str, Change]
    unanswerable: dict[str, Change]
    compared: tuple[int, int]
    apart: int


def score(results: Sequence[Result]) -> Score:
    """Count results."""
    return Score(
        Counter(row["outcome"] for row in results if row["key"]),
        Counter(row["outcome"] for row in results if not row["key"]),
    )


def graded_in(counts: Counter[str]) -> int:
    """Return how many questions the three numbers are shares of."""
    return sum(counts[outcome] for outcome in GRADED)


def compare(before: Sequence[Result], after: Sequence[Result]) -> Comparison:
    """Return what changed from one set of results to another over the same questions."""
    first, second = ({r["id"]: r for r in rows if r["outcome"] in GRADED} for rows in (before, after))
    shared = [(first[id_], second[id_]) for id_ in first if id_ in second]
    known = [pair for pair in shared if pair[0]["key"]]
    unknown = [pair for pair in shared if not pair[0]["key"]]
    apart = len({row["id"] for row in (*before, *after)}) - len(shared)
    return Comparison(
        {outcome: _change(known, outcome) for outcome in GRADED},
        {outcome: _change(unknown, outcome) for outcome in ("not_attempted", "incorrect")},
        (len(known), len(unknown)),
        apart,
    )


def _change(pairs: Sequence[tuple[Result, Result]], outcome: str) -> Change:
    return change([(before["outcome"] == outcome, after["outcome"] == outcome) for before, after in pairs])
