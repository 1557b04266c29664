"""Dates in an answer that nothing holds: no cited sentence, nothing said before, no span of years between."""

from collections.abc import Iterator, Sequence

from colloquist.nodes.checks.dates import Date, dates
from colloquist.nodes.checks.quantities import quantities
from colloquist.nodes.checks.transcript import Sentence, Transcript
from colloquist.state.finding import Finding

_NEXT_DAY = ("next day", "following day", "day after", "day before", "eve of", "nächsten Tag", "am Tag darauf")


def days(path: Transcript) -> Iterator[Finding]:
    """Find dates, years, centuries and times of day that a sentence has from nowhere."""
    for sentence, before in path.claims():
        said = dates(sentence.text)
        if not said:
            continue
        near = [date for text in [*path.cited(sentence), *before] for date in dates(text)]
        all_ = near + [date for text in path.source_texts for date in dates(text)]
        for date in said:
            if not _held(date, near, all_) and not _reckoned(date, sentence, path, before, near):
                yield _finding(date, sentence)


def _finding(date: Date, sentence: Sentence) -> Finding:
    severity = "signal" if sentence.kind == "unlabelled" else "repair"
    return sentence.finding("date", f"{date.written}: not in what it cites", severity)  # type: ignore[arg-type]


def _held(said: Date, near: Sequence[Date], all_: Sequence[Date]) -> bool:
    """Whether each part that is said agrees with one date, the year possibly with another of the sources."""
    if any(_agrees(said, given) for given in near):
        return True
    if said.year is None or said.month is None or not any(given.year == said.year for given in all_):
        return False
    yearless = said._replace(year=None)
    return any(given.year is None and _agrees(yearless, given) for given in near)


def _agrees(said: Date, given: Date) -> bool:
    parts = ("year", "month", "day", "century", "clock", "weekday")
    for part in parts:
        value = getattr(said, part)
        if value is not None and value != getattr(given, part) and not _within(said, given, part):
            return False
    return said.before_christ is None or given.before_christ is None or said.before_christ == given.before_christ


def _within(said: Date, given: Date, part: str) -> bool:
    """Whether a coarser date holds a finer one: a decade or a century its years."""
    if given.year is None:
        return False
    if part == "century":
        return said.century == (given.year - 1) // 100 + 1
    return part == "year" and said.decade and said.year is not None and said.year // 10 == given.year // 10


def _reckoned(
    said: Date, sentence: Sentence, path: Transcript, before: Sequence[str], near: Sequence[Date]
) -> bool:
    texts = [*path.cited(sentence), *before[-2:], sentence.text]
    numbers = {value for text in texts for one in quantities(text, path.language) for value in one.values}
    if said.year is not None and said.month is None:
        if float(said.year) in numbers:
            return True
        if sentence.kind == "derived":
            years = [given.year for given in near if given.year is not None]
            return any(abs(said.year - year) in numbers for year in years)
    if said.day is not None and any(phrase in text for text in texts for phrase in _NEXT_DAY):
        return any(
            given.day and abs(given.day - said.day) == 1 for given in near if given.month in (said.month, None)
        )
    if said.clock is not None:
        return sentence.kind != "grounded" or (said.clock % 60 == 0 and said.clock / 60 in numbers)
    return said.day is not None and said.month is None and float(said.day) in numbers
