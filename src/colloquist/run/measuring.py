"""What the conversations of a sample took, and from that the forecast for all of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from colloquist.run.ending import Ending
from colloquist.run.forecast import COUNTS, Estimate
from colloquist.run.order import Order
from colloquist.run.projection import Interval, lasts, share, total


class Measured(NamedTuple):
    """What one conversation took.

    `length` is that of its snippet in characters, `seconds` the sum of its waits for replies, `busiest` the
    calls and the tokens of the model that it asked most.
    """

    status: str
    length: int
    seconds: float
    usage: dict[str, Any]
    busiest: tuple[float, float]


def measured(ending: Ending) -> Measured:
    """Return what a conversation took, also one that was rejected or failed: it is paid for like any other."""
    row = orjson.loads(next(ending.lines())[1].splitlines()[0])
    record = row.get("record", row)
    seconds = sum(call["seconds"] for call in record["calls"])
    return Measured(
        ending.status, len(record["snippet"]["text"]), seconds, record["usage"], _busiest(record["calls"])
    )


def forecast(run: Path, found: Sequence[Measured], length: float, whole: int, order: Order) -> Estimate:
    """Return the estimate for a corpus of `whole` snippets, `length` characters long on the average."""
    lengths = [one.length for one in found]

    def whole_of(values: Sequence[float]) -> Interval:
        return total(values, lengths, length, whole)

    took: dict[str, list[Any]] = {name: [one.usage[name] for one in found] for name in (*COUNTS, "cost")}
    ends = {kind: sum(one.status == kind for one in found) for kind in ("failed", "rejected")}
    at_once = max(1, min(order.concurrency, whole))
    longest = max(one.seconds for one in found)
    lasting = lasts(whole_of([one.seconds for one in found]), longest, at_once)
    for rate, busiest in zip(order.rates, zip(*(one.busiest for one in found), strict=True), strict=True):
        lasting = lasting if rate is None else lasting.at_least(whole_of(busiest).times(60 / rate))
    priced = None not in took["cost"]
    sums = {name: sum(values) for name, values in took.items() if name != "cost" or priced}
    return Estimate(
        run=run,
        snippets=whole,
        sampled=len(found),
        concurrency=order.concurrency,
        **{name: whole_of(took[name]) for name in COUNTS},
        cost=whole_of(took["cost"]) if priced else None,
        seconds=lasting,
        failed=share(ends["failed"], len(found), whole),
        rejected=share(ends["rejected"], len(found), whole),
        sample={"cost": None, **sums, **ends},
    )


def _busiest(calls: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    asked, tokens = Counter[str](), Counter[str]()
    for call in calls:
        asked[call["model"]] += 1
        tokens[call["model"]] += call["input_tokens"] + call["output_tokens"]
    return max(asked.values(), default=0), max(tokens.values(), default=0)
