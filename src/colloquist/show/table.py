"""A table of figures: aligned text for a terminal, a card of HTML for a notebook."""

from collections.abc import Sequence

from colloquist.show import looks
from colloquist.show.tags import Html, joined, tag

CELL = "padding:.15em 1.1em .15em 0;white-space:nowrap;background:none"
NUMBER = f"{CELL};text-align:right;font-variant-numeric:tabular-nums"

Rows = Sequence[Sequence[str]]


def text_table(head: Sequence[str], rows: Rows) -> str:
    """Return lines whose first column stands on the left and all others on the right."""
    wide = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(_line(row, wide) for row in (head, *rows))


def html_table(title: str, head: Sequence[str], rows: Rows, notes: Sequence[str]) -> Html:
    """Return a table under a title, with what there is to say of it below."""
    return tag(
        "div",
        tag("div", title, style=looks.TITLE),
        grid(head, rows),
        *(tag("div", note, style=looks.FACTS) for note in notes),
        style=looks.CARD,
        class_=looks.AS_WRITTEN,
    )


def grid(head: Sequence[str], rows: Rows) -> Html:
    """Return the table alone; a cell may be HTML."""
    lines = [_row("th", head, f";{looks.FAINT}"), *(_row("td", row, "") for row in rows)]
    return tag("table", *lines, style="border-collapse:collapse;margin:.4em 0 .8em")


def _line(row: Sequence[str], wide: Sequence[int]) -> str:
    cells = (cell.rjust(width) for cell, width in zip(row[1:], wide[1:], strict=True))
    return "  ".join((row[0].ljust(wide[0]), *cells)).rstrip()


def _row(kind: str, cells: Sequence[str], look: str) -> Html:
    first = tag(kind, cells[0], style=f"{CELL};text-align:left{look}")
    return tag("tr", joined(first, *(tag(kind, cell, style=f"{NUMBER}{look}") for cell in cells[1:])))
