"""The ways back up: edges that close a circle run in lanes beside the boxes, short ones inside long ones."""

from typing import NamedTuple

from colloquist.show.layers import LETTER, cells
from colloquist.show.stands import BOX, GAP, Plan

FIRST = 26.0
NEXT = 20.0
CORNER = 12.0
PORT = 9.0


class Lane(NamedTuple):
    """A way back: the corners it turns at, and where its label stands."""

    source: str
    target: str
    corners: list[tuple[float, float]]
    label_at: tuple[float, float]
    side: int
    """1: on the right, -1: on the left."""


def lanes(plan: Plan, labels: dict[tuple[str, str], str]) -> list[Lane]:
    """Return the way of every loop, shortest first; each leaves and enters on the side of its lane."""
    loops = sorted(plan.loops, key=lambda pair: plan.rank[pair[0]] - plan.rank[pair[1]])
    sides = _sides(plan, loops)
    placed: list[Lane] = []
    for pair, side in zip(loops, sides, strict=True):
        beside = [lane for lane in placed if lane.side == side]
        placed.append(_lane(plan, pair, side, beside, labels.get(pair, "")))
    return placed


def _sides(plan: Plan, loops: list[tuple[str, str]]) -> list[int]:
    """Choose a side for each loop: the one its source stands on, or the free one with fewer lanes so far."""
    sides: list[int] = []
    for source, target in loops:
        off = plan.x[source] - plan.x[target]
        free = [side for side in (1, -1) if _outermost(plan, source, side)]
        emptier = 1 if sum(sides) <= 0 else -1
        side = free[0] if len(free) == 1 else emptier
        sides.append(side if abs(off) < BOX / 2 else 1 if off > 0 else -1)
    return sides


def _lane(plan: Plan, pair: tuple[str, str], side: int, beside: list[Lane], label: str) -> Lane:
    source, target = pair
    if source == target:
        return _round(plan, source, side, beside)
    nth = sum(lane.source == source for lane in beside)
    start, leaves = _port(plan, source, side, 1, nth)
    end, enters = _port(plan, target, side, -1, sum(lane.target == target for lane in beside))
    x = _clear(plan, pair, side, beside)
    x = side * max(side * x, side * leaves[-1][0] + LETTER * cells(label) + 16)
    corners = [start, *leaves, (x, leaves[-1][1]), (x, enters[-1][1]), *enters[::-1], end]
    # A second lane that leaves here has its label below it, where the first one's does not stand.
    lower = -6 if nth == 0 else 3 + 12 * nth
    return Lane(source, target, corners, (leaves[-1][0] + side * 7, leaves[-1][1] + lower), side)


def _port(
    plan: Plan, node: str, side: int, down: int, nth: int
) -> tuple[tuple[float, float], list[tuple[float, float]]]:
    """Return where a lane touches a node and the corner from which it runs sideways.

    A node with neighbours on that side is left through the gap below it and entered through the one above.
    """
    x, y, half = plan.x[node], plan.y(node), plan.widths[node] / 2
    if _outermost(plan, node, side):
        port = (x + side * half, y + down * min(4 + PORT * nth, BOX / 2 - 4))
        return port, [port]
    turn = (x + side * (half - 10 - PORT * nth), y + down * (BOX / 2 + GAP / 4))
    return (turn[0], y + down * BOX / 2), [turn]


def _outermost(plan: Plan, node: str, side: int) -> bool:
    return all(side * plan.x[place.key] <= side * plan.x[node] for place in plan.layers[plan.rank[node]])


def _clear(plan: Plan, pair: tuple[str, str], side: int, beside: list[Lane]) -> float:
    """Return the x of a lane that keeps clear of every box it passes and of the lanes already there."""
    source, target = pair
    low, high = plan.rank[target], plan.rank[source]
    edges = [
        side * plan.x[place.key] + plan.room[place.key] for layer in plan.layers[low : high + 1] for place in layer
    ]
    taken = [
        max(side * x for x, _ in lane.corners) + NEXT - FIRST
        for lane in beside
        if plan.rank[lane.target] <= high and low <= plan.rank[lane.source]
    ]
    return side * (max(edges + taken) + FIRST)


def _round(plan: Plan, node: str, side: int, beside: list[Lane]) -> Lane:
    """Return the little way round of a node that leads to itself."""
    x, y, half = plan.x[node], plan.y(node), plan.widths[node] / 2
    edge, out = x + side * half, x + side * (half + FIRST)
    corners = [(edge, y + 9), (out, y + 9), (out, y - 9), (edge, y - 9)]
    return Lane(node, node, corners, (out + side * 6, y + 4), side)
