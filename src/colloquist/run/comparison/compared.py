"""What a comparison came to: a table for a terminal and a notebook, plain rows for a program, plot and page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

from colloquist.run.comparison.made import Made
from colloquist.run.comparison.measures import SAID
from colloquist.run.comparison.rows import Row
from colloquist.run.comparison.weighings import Weighed
from colloquist.run.comparison.words import HEAD_LAST, cells, judged, verdicts
from colloquist.run.spending import Spent
from colloquist.show.facts import counted, price
from colloquist.show.table import text_table

WIDE = 110
"""Characters of a line of prose in a terminal."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison:
    """Contestants beside the first one, over the same snippets.

    `made` holds by contestant and snippet id what was made and read. `stopped` says at which limit it stopped and
    how to go on, `page` and `plot` where these are (`plot` is None without the extra `compare`).
    """

    folder: Path
    contestants: Mapping[str, Mapping[str, Any]]
    snippets: Sequence[str]
    made: Mapping[str, Mapping[str, Made]]
    found: Sequence[Row]
    weighed: Sequence[Weighed]
    spent: Mapping[str, Spent]
    reader: str
    judge: str
    notes: Sequence[str]
    stopped: str
    page: Path
    plot: Path | None

    @property
    def rows(self) -> list[dict[str, object]]:
        """The rows of the table as plain data, one for each measure of each contestant beside the first."""
        return [row.plain() for row in self.found]

    @property
    def summary(self) -> list[str]:
        """Who wins on what, in sentences."""
        return verdicts(self.found)

    @property
    def title(self) -> str:
        """Who was compared on how much."""
        return f"{', '.join(self.contestants)} on {counted(len(self.snippets), 'snippet')}"

    @property
    def blocks(self) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
        """The table, a head and rows for each contestant beside the first; a row of one cell opens a group."""
        found = list[tuple[tuple[str, ...], list[tuple[str, ...]]]]()
        for label in list(self.contestants)[1:]:
            own = [row for row in self.found if row.contestant == label]
            if any(row.found.pairs for row in own):
                lines = list[tuple[str, ...]]()
                for n, row in enumerate(own):
                    if not n or own[n - 1].group != row.group:
                        lines.append((self.heading(row.group), *[""] * (2 + len(HEAD_LAST))))
                    lines.append(("  " + row.words, *cells(row)[1:]))
                found.append((("", own[0].against, label, *HEAD_LAST), lines))
        return found

    def heading(self, group: str) -> str:
        """Return the heading of a group of rows; what was said is as good as whoever read it."""
        reader = "the reader in the box, which counts words" if self.reader == "embedded" else self.reader
        return f"{group}, as read by {reader}" if group == SAID else group

    @property
    def endings(self) -> list[str]:
        """What became of the snippets of each contestant, and why its paths ended."""
        lines = []
        for label, own in self.made.items():
            ends = Counter[str](one.record.status for one in own.values())
            stops = Counter[str](path.stop.reason for one in own.values() for path in one.record.paths)
            lines.append(f"{label}: {_counts(ends)}; ended because {_counts(stops)}{_why_none(own)}")
        return lines

    @property
    def bill(self) -> list[str]:
        """What was paid, the reader and the judge apart from the contestants."""
        names = {"reading": f"reading, by {self.reader}", "judging": f"judging, by {self.judge}"}
        return [
            f"{names.get(who, who)}: {one.calls:,} calls, {one.tokens:,} tokens, {price(one.cost)}"
            for who, one in self.spent.items()
            if one.calls
        ]

    @property
    def judgement(self) -> list[str]:
        """How the contestants stood before the judge, if there was one."""
        return [line for one in self.weighed for line in judged(one)]

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """What stands around the table, by heading; nothing of what there is none of."""
        named = [
            (f"judged by {self.judge}, blind and in both orders", self.judgement),
            ("what became of the snippets", self.endings),
            ("what was paid", self.bill),
            ("to know", [*self.notes, *([self.stopped] if self.stopped else [])]),
        ]
        return [(heading, lines) for heading, lines in named if lines]

    def __str__(self) -> str:
        """Return title, summary, table and notes as text."""
        return self.text()

    def text(self, width: int | None = None) -> str:
        """Return what `print` shows; a table of more than `width` characters without what page and file hold."""
        wide = min(width or WIDE, WIDE)
        around = [
            "\n".join([heading, *(_wrapped(line, wide, "  ") for line in lines)])
            for heading, lines in self.sections
        ]
        summary = "\n".join(_wrapped(line, wide) for line in self.summary)
        tables = [_table(*block) for block in self.blocks]
        widest = max((len(line) for table in tables for line in table.splitlines()), default=0)
        if width and widest > width:
            cut = f"Differences, intervals and pairs take {widest} columns; they are in {self.page.name}."
            tables = [*(_table(*_narrow(*block)) for block in self.blocks), _wrapped(cut, wide)]
        return "\n\n".join([self.title, summary, *tables, *around])

    def __repr__(self) -> str:
        """Return what it is in one line; the whole is `print(comparison)`."""
        return f"<Comparison of {self.title} in {self.folder}>"

    def _repr_html_(self) -> str:
        from colloquist.run.comparison.card import card

        return card(self)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return the table as text; a heading takes no part in how wide its column is."""
    opens = {n: row[0] for n, row in enumerate(rows) if not any(row[1:])}
    first, *lines = text_table(head, [row for n, row in enumerate(rows) if n not in opens]).splitlines()
    for n in sorted(opens):
        lines.insert(n, opens[n])
    return "\n".join([first, *lines])


def _narrow(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return a table without what stands between the two figures and what came of them."""
    return (*head[:3], head[-1]), [(*row[:3], row[-1]) for row in rows]


def _wrapped(text: str, wide: int, indent: str = "") -> str:
    return fill(text, wide, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)


def _why_none(made: Mapping[str, Made]) -> str:
    """Return why the first snippet brought nothing, where none of them did."""
    records = [one.record for one in made.values()]
    if not records or any(record.status == "done" for record in records):
        return ""
    return f"; the first was {records[0].status}: {'; '.join(records[0].reasons)}"


def _counts(counts: Counter[str]) -> str:
    return (
        ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda p: (-p[1], p[0])))
        or "–"
    )
