"""What a comparison is about to take: a ceiling before it begins, a figure after the first few snippets."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from colloquist.run.comparison.made import Made
from colloquist.run.comparison.trial import READ, WEIGHED, Trial
from colloquist.run.limits import RunLimits
from colloquist.run.recording import usage
from colloquist.run.spending import Spent
from colloquist.show.facts import counted, price

SAMPLE = 2
"""Snippets that are made first."""


def ceiling(trial: Trial) -> str:
    """Return, in words, the most calls that the settings allow for all of it."""
    snippets, count = len(trial.drawn.ids), len(trial.orders)
    bounds = [order.settings.max_calls for order in trial.orders.values()]
    paths = sum(snippets * (1 + order.settings.max_branches) for order in trial.orders.values())
    most = None if None in bounds else snippets * sum(bound for bound in bounds if bound is not None)
    calls = "any number of calls (--calls-each is not set)" if most is None else f"at most {most:,} calls"
    asks = [f"{counted(paths, 'reading')} at most, one call for each accepted path"]
    if trial.judging:
        asks.append(f"{count * (count - 1) * snippets:,} calls of a judge")
    return f"{counted(snippets, 'snippet')} for {count} contestants: {calls} to make them; {', '.join(asks)}"


def projected(trial: Trial, ids: Sequence[str], made: Mapping[str, Mapping[str, Made]]) -> str:
    """Return, in words, what all snippets take, from what those with `ids` took."""
    each = [one.record for own in made.values() for one in own.values()]
    used = usage(call for record in each for call in record.calls)
    read = sum(len(record.accepted) for record in each)
    weighed = 2 * sum(_pairs(made, id_) for id_ in ids) if trial.judging else 0
    times = len(trial.drawn.ids) / len(ids)
    costs = [used["cost"], _priced(trial, READ, read), _priced(trial, WEIGHED, weighed)]
    dollars = None if None in costs else times * sum(float(cost) for cost in costs if cost is not None)
    reading = times * (read + weighed)
    calls, spent = times * float(used["calls"] or 0) + reading, trial.purse.spent()
    return (
        f"from the first {len(ids)}: all {len(trial.drawn.ids)} snippets take about "
        f"{_round(calls)} calls, {_round(reading)} of them to read{' and judge' if weighed else ''}; "
        f"{'about ' if dollars else ''}{price(dollars)}; so far {spent.calls:,} calls, {price(spent.cost)}"
        f"{_too_much(trial.purse.limits, calls, dollars)}"
    )


def _too_much(limits: RunLimits, calls: float, dollars: float | None) -> str:
    """Say that a limit stands before the end, where it does."""
    over = [f"{limits.calls:,} calls"] if limits.calls is not None and calls > limits.calls else []
    if limits.cost is not None and dollars is not None and dollars > limits.cost:
        over.append(price(limits.cost))
    return f"; that is more than the limit of {' and of '.join(over)} allows" if over else ""


def _pairs(made: Mapping[str, Mapping[str, Made]], id: str) -> int:
    there = [label for label, own in made.items() if id in own and own[id].record.accepted]
    return len(list(combinations(there, 2)))


def _priced(trial: Trial, name: str, number: int) -> float | None:
    """Return what so many calls of a reader or judge cost, at the mean of those that were paid."""
    paid: Spent = trial.paid(name)
    if not number or not paid.calls:
        return 0.0
    return None if paid.cost is None else number * paid.cost / paid.calls


def _round(number: float) -> str:
    """Return a number with two digits that count, above a hundred."""
    return f"{round(number, -1 if number >= 100 else 0):,.0f}"
