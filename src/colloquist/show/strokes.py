"""The strokes of a drawing: arrows that lead down as curves, arrows that lead back with round corners."""

from collections.abc import Sequence
from itertools import pairwise

from colloquist.show.lanes import CORNER, Lane
from colloquist.show.looks import SANS
from colloquist.show.stands import BOX, Plan, Span
from colloquist.show.tags import Html, tag
from colloquist.show.wiring import Wiring, name

# The label keeps its distance from lines it may cross, in the colour of the page where that is known.
PAPER = "var(--jp-layout-color0,var(--vscode-editor-background,transparent))"

Point = tuple[float, float]
Labels = dict[tuple[str, str], str]


def text(at: Point, words: str, anchor: str, size: str, faint: bool = False) -> Html:
    """Return words at a point."""
    return tag(
        "text",
        words,
        x=f"{at[0]:.1f}",
        y=f"{at[1]:.1f}",
        text_anchor=anchor,
        fill="currentColor",
        fill_opacity=".75" if faint else "1",
        style=f"font-size:{size}",
    )


def descent(made: Plan, span: Span, wiring: Wiring, labels: Labels) -> Html:
    """Draw an edge that leads down: a curve from the box above through the places it holds."""
    points = [(made.x[key], made.y(key)) for key in span.through]
    ports = _fan(made, span)
    (x0, y0), (x1, y1) = points[0], points[-1]
    points = [(x0 + ports[0], y0 + BOX / 2), *points[1:-1], (x1 + ports[1], y1 - BOX / 2)]
    way = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (ax, ay), (bx, by) in pairwise(points):
        half = (ay + by) / 2
        way += f"C{ax:.1f},{half:.1f} {bx:.1f},{half:.1f} {bx:.1f},{by:.1f}"
    label = _over(points[-1], ports[1] or x1 - x0, labels.get((span.source, span.target), ""))
    return _arrow(wiring, (span.source, span.target), way, points[-1], (0, 1), label)


def _over(tip: Point, lean: float, words: str) -> Html:
    """Put a label over a box, on the side of the arrow that it does not come from."""
    side = 1 if lean >= -1 else -1
    return _label((tip[0] + 8 * side, tip[1] - 12), words, "start" if side > 0 else "end")


def _fan(made: Plan, span: Span) -> tuple[float, float]:
    """Return how far from the middle of its boxes an edge leaves and arrives, so that heads stay apart."""
    out = sorted((s for s in made.spans if s.source == span.source), key=lambda s: made.x[s.through[1]])
    into = sorted((s for s in made.spans if s.target == span.target), key=lambda s: made.x[s.through[-2]])
    leaves = (out.index(span) - (len(out) - 1) / 2) * min(22, made.widths[span.source] / (len(out) + 1))
    enters = (into.index(span) - (len(into) - 1) / 2) * min(22, made.widths[span.target] / (len(into) + 1))
    return leaves, enters


def ascent(lane: Lane, wiring: Wiring, labels: Labels) -> Html:
    """Draw an edge that leads back up, in its lane."""
    words = labels.get((lane.source, lane.target), "")
    label = _label(lane.label_at, words, "start" if lane.side > 0 else "end")
    heading = _heading(lane.corners)
    return _arrow(wiring, (lane.source, lane.target), _rounded(lane.corners), lane.corners[-1], heading, label)


def _heading(corners: Sequence[Point]) -> Point:
    (ax, ay), (bx, by) = [c for n, c in enumerate(corners) if n == len(corners) - 1 or c != corners[n + 1]][-2:]
    return ((bx > ax) - (bx < ax), (by > ay) - (by < ay))


def _rounded(corners: Sequence[Point]) -> str:
    points = [c for n, c in enumerate(corners) if n == 0 or c != corners[n - 1]]
    way = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        (ax, ay), (bx, by) = _toward(at, before), _toward(at, after)
        way += f"L{ax:.1f},{ay:.1f}Q{at[0]:.1f},{at[1]:.1f} {bx:.1f},{by:.1f}"
    return f"{way}L{points[-1][0]:.1f},{points[-1][1]:.1f}"


def _toward(at: Point, other: Point) -> Point:
    """Return the point where a rounded corner begins on the way to `other`."""
    dx, dy = other[0] - at[0], other[1] - at[1]
    part = min(CORNER, max(abs(dx), abs(dy)) / 2) / (max(abs(dx), abs(dy)) or 1)
    return (at[0] + dx * part, at[1] + dy * part)


def _arrow(wiring: Wiring, pair: tuple[str, str], way: str, tip: Point, heading: Point, label: str) -> Html:
    """Return line, head and label; its title says which edges of the graph it stands for."""
    edges = [edge for edge in wiring.edges if (edge.source, edge.target) == pair]
    chosen = all(edge.conditional for edge in edges)
    titles = [f"{name(e.source)} -> {name(e.target)}{f': {e.label}' if e.label else ''}" for e in edges]
    line = tag(
        "path",
        d=way,
        fill="none",
        stroke="currentColor",
        stroke_opacity=".6",
        stroke_width="1.3",
        stroke_dasharray="5 3.5" if chosen else "",
    )
    (x, y), (dx, dy) = tip, heading
    wings = [(x, y), *((x - 7 * dx + s * 3.6 * dy, y - 7 * dy + s * 3.6 * dx) for s in (1, -1))]
    head = tag("path", d="M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in wings) + "Z", fill="currentColor")
    return tag("g", tag("title", "\n".join(titles)), line, head, label)


def _label(at: Point, words: str, anchor: str) -> Html:
    if not words:
        return Html("")
    style = f"font:italic 12px {SANS};paint-order:stroke;stroke:{PAPER};stroke-width:4px;stroke-linejoin:round"
    where = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "text_anchor": anchor}
    return tag("text", words, fill="currentColor", fill_opacity=".85", style=style, **where)
