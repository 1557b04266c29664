"""Where the boxes of a drawing stand: in layers from START down, each node below everything that leads to it.

Edges that lead back up are left out of the layering and drawn on the sides. An edge that skips layers
holds a place of no width in each, so that it passes between the boxes and not through them.
"""

from collections.abc import Iterable, Sequence
from unicodedata import east_asian_width

from colloquist.show.ordering import order, spread
from colloquist.show.stands import Place, Plan, Span
from colloquist.show.wiring import END, Wiring, name

CELL = 8.0
"""Width of a character; names are set in a face of one width so that this holds."""
LETTER = 6.4
"""Width of a character of a label, about."""


def plan(wiring: Wiring, labels: dict[tuple[str, str], str], notes: dict[str, str]) -> Plan:
    """Return where everything stands."""
    pairs = list(dict.fromkeys((edge.source, edge.target) for edge in wiring.edges))
    loops = _loops(wiring.nodes, pairs)
    forward = [pair for pair in pairs if pair not in loops]
    rank = _ranks(wiring.nodes, forward)
    made = Plan([[] for _ in range(max(rank.values()) + 1)], [], [pair for pair in pairs if pair in loops], rank)
    for node in wiring.nodes:
        made.layers[rank[node]].append(Place(node, node))
        made.widths[node] = box_width(node, notes.get(node, ""))
    for source, target in forward:
        made.spans.append(_span(made, source, target))
    order(made)
    made.room = {key: width / 2 for key, width in made.widths.items()}
    for source, target in forward:
        if label := labels.get((source, target)):
            made.room[target] = max(made.room[target], LETTER * cells(label) + 20)
            made.labelled.add(rank[target])
    spread(made)
    return made


def box_width(node: str, note: str) -> float:
    """Return how wide a node's box is."""
    return CELL * max(cells(name(node)), 0.8 * cells(note)) + 26


def cells(text: str) -> int:
    """Return how many columns a text takes in a face of one width."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _loops(nodes: Iterable[str], pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs that close a circle when the graph is walked from its first node on."""
    open_, seen, back = set[str](), set[str](), set[tuple[str, str]]()

    def walk(node: str) -> None:
        seen.add(node)
        open_.add(node)
        for source, target in pairs:
            if source == node and target in open_:
                back.add((source, target))
            elif source == node and target not in seen:
                walk(target)
        open_.remove(node)

    for node in nodes:
        if node not in seen:
            walk(node)
    return back


def _ranks(nodes: Iterable[str], forward: Sequence[tuple[str, str]]) -> dict[str, int]:
    rank = dict.fromkeys(nodes, 0)
    for _ in rank:
        for source, target in forward:
            rank[target] = max(rank[target], rank[source] + 1)
    if END in rank:
        rank[END] = max(rank.values())
    return rank


def _span(made: Plan, source: str, target: str) -> Span:
    passed = [f"{source}\n{target}\n{n}" for n in range(made.rank[source] + 1, made.rank[target])]
    for n, key in enumerate(passed, start=made.rank[source] + 1):
        made.layers[n].append(Place(key, ""))
        made.rank[key], made.widths[key] = n, 8.0
    return Span(source, target, (source, *passed, target))
