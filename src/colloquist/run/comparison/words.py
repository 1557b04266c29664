"""The figures of a comparison in words: each in its unit, its difference with the interval, what that tells."""

from collections.abc import Iterator, Sequence

from colloquist.run.comparison.bootstrap import FEWEST
from colloquist.run.comparison.measures import Form
from colloquist.run.comparison.rows import Row, Told
from colloquist.run.comparison.weighings import Weighed
from colloquist.show.facts import counted, price

NONE = "–"
HEAD_LAST = ("difference", "95 % interval", "pairs", "")
TOLD: dict[Told, str] = {
    "better": "better",
    "worse": "worse",
    "more": "more",
    "less": "less",
    "same": "the same",
    "open": "open",
    "too few": "too few",
    "unknown": NONE,
}


def figure(value: float | None, form: Form) -> str:
    """Return a figure in its unit."""
    if value is None:
        return NONE
    if form == "share":
        return f"{100 * value:.1f} %"
    if form == "money":
        return price(value)
    return f"{_number(value)} s" if form == "seconds" else _number(value)


def signed(value: float | None, form: Form) -> str:
    """Return a difference with its sign; that of shares in points, a hundredth each."""
    if value is None:
        return NONE
    size = f"{100 * abs(value):.1f} pts" if form == "share" else figure(abs(value), form)
    return size if not value else ("+" if value > 0 else "−") + size


def cells(row: Row) -> tuple[str, ...]:
    """Return a row of the table: measure, both figures, difference, its interval, pairs, what that tells."""
    found, interval = row.found, ""
    if found.low is not None and found.high is not None and row.told != "same":
        interval = f"{_end(found.low, row.form)} to {_end(found.high, row.form)}"
    figures = (figure(found.first, row.form), figure(found.second, row.form), signed(found.value, row.form))
    return (row.words, *figures, interval, f"{found.pairs}", TOLD[row.told])


def verdicts(rows: Sequence[Row]) -> list[str]:
    """Say who wins on what, in a few sentences for each contestant beside the first."""
    labels = dict.fromkeys(row.contestant for row in rows)
    return [said for label in labels for said in _verdicts([row for row in rows if row.contestant == label])]


def _verdicts(rows: Sequence[Row]) -> Iterator[str]:
    label, against = rows[0].contestant, rows[0].against
    most = max(row.found.pairs for row in rows)
    if most < FEWEST:
        yield f"{label} beside {against}: {counted(most, 'pair')}, too few to tell anything; it takes {FEWEST}."
        return
    for who, other, told in ((against, label, "worse"), (label, against, "better")):
        won = [_won(row) for row in rows if row.told == told]
        yield f"{who} beats {other} on {', '.join(won) or 'nothing'}."
    for told, says in (("open", "Too close to tell"), ("same", "No difference in any pair")):
        if undecided := [row.words for row in rows if row.told == told and row.better]:
            yield f"{says}: {', '.join(undecided)}."


def _won(row: Row) -> str:
    better, other = (row.found.second, row.found.first)[:: 1 if row.told == "better" else -1]
    return f"{row.words} ({figure(better, row.form)} against {figure(other, row.form)})"


def judged(one: Weighed) -> list[str]:
    """Say how two contestants stood before the judge, and whether it leaned to a place."""
    of = one.pairs
    low, high = one.leans
    fair = "a half is fair" if low <= 0.5 <= high else "a half is fair: the judge leans to a place"
    decided = one.firsts + one.seconds
    lines = [
        f"{one.first} won {_part(one.wins, of, one.won)}, {one.second} {_part(one.losses, of, one.lost)}, "
        f"{counted(one.ties, 'tie')}" + (f", {one.split} of them by a judge of two minds" if one.split else ""),
        (f"{one.ahead} is ahead" if one.ahead else "nobody is surely ahead") + " (sign test on the decided pairs)",
    ]
    if decided:
        lines.append(
            f"of {decided} decided replies {one.firsts} went to whoever stood first ({_range(low, high)}; {fair})"
        )
    return lines


def _part(number: int, of: int, interval: tuple[float, float]) -> str:
    return f"{number} of {of} ({_range(*interval)})"


def _range(low: float, high: float) -> str:
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def _end(value: float, form: Form) -> str:
    return signed(value, form).removesuffix(" pts").removesuffix(" s")


def _number(value: float) -> str:
    if not value or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.01 else f"{value:.1g}"
