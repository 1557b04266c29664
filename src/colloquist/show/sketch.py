"""The SVG of a machine: boxes in layers, arrows with their labels, the ways back on the sides.

It inherits the ink of the page and leaves the paper alone, so that it suits light and dark themes.
"""

from colloquist.show.lanes import Lane, lanes
from colloquist.show.layers import LETTER, cells, plan
from colloquist.show.stands import BOX, Plan
from colloquist.show.strokes import Labels, ascent, descent, text
from colloquist.show.tags import Html, tag
from colloquist.show.wiring import ENDS, Wiring, name

FRAME = 14.0
ACCENT = "#3d86c6"
MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
INK = "<style>:root{color:#1f2328}@media (prefers-color-scheme:dark){:root{color:#e6edf3}}</style>"


def sketch(wiring: Wiring, notes: dict[str, str], alone: bool = True) -> Html:
    """Return the drawing; `alone` as a file of its own, which has no page to inherit its ink from."""
    if not wiring.nodes:
        return tag("svg", xmlns="http://www.w3.org/2000/svg", width="1", height="1")
    labels = _labels(wiring)
    made = plan(wiring, labels, notes)
    back = lanes(made, labels)
    parts = [
        *(descent(made, span, wiring, labels) for span in made.spans),
        *(ascent(lane, wiring, labels) for lane in back),
    ]
    boxes = [_box(made, node, notes.get(node, "")) for node in wiring.nodes]
    left, right = _extent(made, back, labels)
    heights = [made.y(node) + s * BOX / 2 for node in wiring.nodes for s in (1, -1)]
    heights += [y for lane in back for _, y in lane.corners]
    top, bottom = min(heights), max(heights)
    view = (left - FRAME, top - FRAME, right - left + 2 * FRAME, bottom - top + 2 * FRAME)
    return tag(
        "svg",
        Html(INK) if alone else "",
        *parts,
        *boxes,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=" ".join(f"{number:.0f}" for number in view),
        width=f"{view[2]:.0f}",
        height=f"{view[3]:.0f}",
        role="img",
        style=f"max-width:100%;height:auto;font-family:{MONO};font-size:13px",
    )


def _labels(wiring: Wiring) -> Labels:
    """Return what stands on the arrow between two nodes; several answers may lead the same way."""
    found: dict[tuple[str, str], list[str]] = {}
    for edge in wiring.edges:
        if edge.label:
            found.setdefault((edge.source, edge.target), []).append(edge.label)
    return {pair: " / ".join(labels) for pair, labels in found.items()}


def _extent(made: Plan, back: list[Lane], labels: Labels) -> tuple[float, float]:
    """Return how far the drawing reaches to the left and to the right."""
    reach = [made.x[n] + s * w / 2 for n, w in made.widths.items() for s in (1, -1)]
    reach += [x for lane in back for x, _ in lane.corners]
    for lane in back:
        words = labels.get((lane.source, lane.target), "")
        reach.append(lane.label_at[0] + lane.side * LETTER * cells(words))
    reach += [made.x[node] + s * room for node, room in made.room.items() for s in (1, -1)]
    return min(reach), max(reach)


def _box(made: Plan, node: str, note: str) -> Html:
    x, y, width = made.x[node], made.y(node), made.widths[node]
    at = {"x": f"{x - width / 2:.1f}", "y": f"{y - BOX / 2:.1f}", "width": f"{width:.1f}", "height": f"{BOX:g}"}
    end = node in ENDS
    paper = ACCENT if note else "currentColor"
    frame = tag(
        "rect",
        rx=f"{BOX / 2 if end else 7:g}",
        fill=paper,
        fill_opacity="0" if end else ".16" if note else ".06",
        stroke=paper,
        stroke_opacity=".9" if note else ".45",
        **at,
    )
    words = text(
        (x, y + (-1 if note else 4.5)), name(node), anchor="middle", size="12px" if note or end else "13px"
    )
    below = text((x, y + 12), note, anchor="middle", size="10px", faint=True) if note else ""
    return tag("g", tag("title", f"node {name(node)}{f', {note}' if note else ''}"), frame, words, below)
