"""Left and right in a drawing: the order within each layer, then how far its places stand apart."""

from collections.abc import Sequence
from statistics import median

from colloquist.show.stands import Plan

BESIDE = 36.0
SWEEPS = 13
"""Odd, so that the last one goes down: a box stands below what leads to it."""


def order(made: Plan) -> None:
    """Order each layer by where its neighbours stand; what only leads back up goes to the outside."""
    links = made.links()
    goes_on = {upper for upper, _ in links}
    for layer in made.layers:
        back = [place for place in layer if place.key not in goes_on]
        ahead = [place for place in layer if place.key in goes_on]
        if ahead:
            layer[:] = [*back[::2], *ahead, *back[1::2]]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        at = {place.key: (n + 0.5) / len(layer) for layer in made.layers for n, place in enumerate(layer)}
        for layer in made.layers if down else made.layers[::-1]:
            wanted = {place.key: _mean(at, links, place.key, down) for place in layer}
            layer.sort(key=lambda place, wanted=wanted: wanted[place.key])  # type: ignore[misc]
            at.update({place.key: (n + 0.5) / len(layer) for n, place in enumerate(layer)})


def _mean(at: dict[str, float], links: Sequence[tuple[str, str]], key: str, down: bool) -> float:
    near = [at[upper] if down else at[lower] for upper, lower in links if key == (lower if down else upper)]
    return sum(near) / len(near) if near else at[key]


def spread(made: Plan) -> None:
    """Give every place its x: as near below and above its neighbours as the boxes beside it allow."""
    links = made.links()
    made.x = {place.key: 0.0 for layer in made.layers for place in layer}
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer in made.layers if down else made.layers[::-1]:
            wanted = [_mean(made.x, links, place.key, down) for place in layer]
            halves = [made.room[place.key] for place in layer]
            for place, x in zip(layer, _apart(wanted, halves), strict=True):
                made.x[place.key] = x


def _apart(wanted: Sequence[float], halves: Sequence[float]) -> list[float]:
    """Push places apart until none touches its neighbour, and keep most of them where they were wanted."""
    placed: list[float] = []
    for n, x in enumerate(wanted):
        least = placed[-1] + halves[n - 1] + halves[n] + BESIDE if placed else x
        placed.append(max(x, least))
    shift = median(w - p for w, p in zip(wanted, placed, strict=True))
    return [x + shift for x in placed]
