"""The card of a comparison in a notebook: who wins, the table, the plot, what is to be known."""

from collections.abc import Sequence

from colloquist.run.comparison.compared import Comparison
from colloquist.run.comparison.plot import plotted
from colloquist.show import looks
from colloquist.show.table import grid
from colloquist.show.tags import Html, joined, tag

INKS = {"better": "#2a9d6f", "worse": "#d9702b"}
CARD = f"{looks.CARD};max-width:66em;overflow-x:auto"
TABLE = "font-size:.9em;overflow-x:auto"
PAPER = "background:#fff;padding:.6em;border-radius:8px;margin:.8em 0"


def card(comparison: Comparison) -> Html:
    """Return the comparison as HTML whose looks are all its own, as notebooks want it."""
    drawing = plotted(comparison.found)
    return tag(
        "div",
        tag("div", comparison.title, style=looks.TITLE),
        *(tag("div", sentence, style="margin:.2em 0") for sentence in comparison.summary),
        *(tag("div", grid(head, [_row(row) for row in rows]), style=TABLE) for head, rows in comparison.blocks),
        tag("div", Html(drawing), style=PAPER) if drawing else "",
        *(_section(heading, lines) for heading, lines in comparison.sections),
        tag("div", f"page: {comparison.page}", style=looks.FACTS),
        style=CARD,
        class_=looks.AS_WRITTEN,
    )


def _section(heading: str, lines: Sequence[str]) -> Html:
    return joined(tag("b", heading), *(tag("div", line, style=looks.FACTS) for line in lines))


def _row(cells: Sequence[str]) -> list[str]:
    if not any(cells[1:]):
        return [tag("b", cells[0].partition(", as read by")[0]), *cells[1:]]
    ink = INKS.get(cells[-1])
    return [*cells[:-1], tag("b", cells[-1], style=f"color:{ink}") if ink else cells[-1]]
