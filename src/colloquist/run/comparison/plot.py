"""The plot of a comparison: for each measure how far a contestant is from the first, with its interval.

Measures have units of their own, so each row has its own scale; what they share is zero, and that right is better.
"""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Any

from colloquist.run.comparison.rows import Row
from colloquist.run.comparison.words import figure, signed

BETTER, WORSE, OPEN = "#2a7f62", "#c2571a", "#7d838c"
LINE = 0.3
"""Inches per row."""


def plotted(rows: Sequence[Row]) -> str | None:
    """Return the plot as SVG, nothing where no row has an interval, or None where matplotlib is not installed."""
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        return None
    labels = dict.fromkeys(row.contestant for row in rows)
    drawn = {label: _shown([row for row in rows if row.contestant == label]) for label in labels}
    shown = {label: own for label, own in drawn.items() if own}
    if not shown:
        return ""
    lines = max(map(len, shown.values()))
    with rc_context(
        {"svg.hashsalt": "colloquist", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}
    ):
        size = (3.2 + 5.4 * len(shown), 1.5 + LINE * max(lines, 2))
        drawing = Figure(figsize=size, layout="constrained")
        for axis, (label, own) in zip(
            drawing.subplots(1, len(shown), squeeze=False)[0], shown.items(), strict=True
        ):
            _panel(axis, label, own)
        written = StringIO()
        drawing.savefig(written, format="svg", metadata={"Date": None})
    return _standing_alone(written.getvalue())


def _shown(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with an interval that differ in anything, those first for which one way is better."""
    known = [row for row in rows if row.found.low is not None and row.told != "same"]
    return [row for row in known if row.better] + [row for row in known if not row.better]


def _panel(axis: Any, label: str, rows: Sequence[Row]) -> None:
    for n, row in enumerate(rows):
        _row(axis, n, row)
    split = sum(bool(row.better) for row in rows)
    axis.axvline(0, color="#444a52", linewidth=1, zorder=1)
    if split < len(rows):
        axis.axhline(split - 0.5, color="#c9cdd3", linewidth=0.8)
    axis.set_xlim(-1.12, 1.12)
    axis.set_ylim(len(rows) - 0.4, -0.8)
    axis.set_xticks([])
    axis.set_yticks(range(len(rows)), [row.words for row in rows])
    axis.tick_params(axis="y", length=0)
    for side in ("top", "right", "left", "bottom"):
        axis.spines[side].set_visible(False)
    against = rows[0].against
    axis.set_title(f"{label} beside {against}", fontsize=11, fontweight="bold", loc="left", pad=24)
    axis.text(-1.1, -0.95, f"◀ worse than {against}", color=WORSE, fontsize=9, va="bottom")
    axis.text(1.1, -0.95, f"better than {against} ▶", color=BETTER, fontsize=9, va="bottom", ha="right")
    axis.set_xlabel(
        "dot: difference, bar: 95 % interval; each row on its own scale\n"
        "below the line: right is more, neither good nor bad"
    )


def _row(axis: Any, n: int, row: Row) -> None:
    """Draw one row, turned so that right is better, and stretched so that its farther end is at the rim."""
    found = row.found
    turn = -1.0 if row.better == "less" else 1.0
    ends = sorted(turn * float(end) for end in (found.low, found.high))  # type: ignore[arg-type]
    value = turn * float(found.value or 0.0)
    rim = max(map(abs, [*ends, value])) or 1.0
    ink = {"better": BETTER, "worse": WORSE}.get(row.told, OPEN)
    axis.plot([one / rim for one in ends], [n, n], color=ink, linewidth=2.2, solid_capstyle="butt", zorder=2)
    axis.plot([value / rim], [n], "o", color=ink, markersize=5.5, zorder=3)
    said = f"{figure(found.first, row.form)} → {figure(found.second, row.form)}  ({signed(found.value, row.form)})"
    axis.annotate(said, (1.02, n), xycoords=("axes fraction", "data"), va="center", color=ink, fontsize=8.5)


def _standing_alone(svg: str) -> str:
    """Return the picture without what belongs to a file of its own, and as wide as there is room."""
    svg = svg[svg.index("<svg") :]
    return re.sub(
        r'(<svg[^>]*?) width="([\d.]+)pt"', r'\1 style="width:\2pt;max-width:100%;height:auto"', svg, count=1
    )
