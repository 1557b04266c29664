"""Where to cut: sections gathered until they are worth a conversation, long ones cut at their best seams."""

from collections.abc import Sequence
from math import ceil, inf

from colloquist.documents.measure import is_usable
from colloquist.documents.sections import Section, Stretch, shared_path

LOOSE = 1.3
"""How much longer than asked for a snippet may be, so that a paragraph can end where it ends."""
_THIN = 1 / 3
_THIN_COST = 1.0
_INSIDE_A_PARAGRAPH = 0.15
_AFTER_A_COLON = 0.3
_BEFORE = {"item": 0.05, "whole": 0.1}


def gathered(found: Sequence[Section], words: int) -> list[list[Section]]:
    """Group sections: a thin one joins the next of its parent, or whichever side it is nearer to."""
    groups: list[list[Section]] = []
    for section in found:
        if groups and _takes(groups[-1], section, words):
            groups[-1].append(section)
        else:
            groups.append([section])
    at = 0
    while at < len(groups) > 1:
        if _words(groups[at]) >= words * _THIN:
            at += 1
            continue
        first = at if at == 0 or _nearer_to_next(groups, at) else at - 1
        groups[first : first + 2] = [groups[first] + groups[first + 1]]
        at = first
    return groups


def cut(stretches: Sequence[Stretch], words: int, text: str) -> list[list[Stretch]]:
    """Cut stretches into pieces of about `words` words, the cheapest way that there is.

    What costs: a piece longer or shorter than the others, a thin one, a cut inside a paragraph or
    between a colon and what it announces. No piece is longer than LOOSE allows unless one stretch is.
    """
    total = sum(stretch.words for stretch in stretches)
    number = max(round(total / words), ceil(total / (LOOSE * words)))
    if number <= 1:
        return [list(stretches)]
    best = [(0.0, 0)]
    for end in range(1, len(stretches) + 1):
        seam = _seam(stretches[end - 1], stretches[end], text) if end < len(stretches) else 0.0
        costs = _costs(stretches, best, end, words, total / number)
        cheapest = min(costs)
        best.append((cheapest[0] + seam, cheapest[1]))
    return _pieces(stretches, best)


def swept(pieces: Sequence[list[Stretch]], text: str) -> list[list[Stretch]]:
    """Join pieces that say too little to the one before, or after; none are left when all say too little."""
    kept: list[list[Stretch]] = []
    for piece in pieces:
        if kept and not (is_piece_usable(kept[-1], text) and is_piece_usable(piece, text)):
            kept[-1] = [*kept[-1], *piece]
        else:
            kept.append(piece)
    return kept if kept and is_piece_usable(kept[-1], text) else []


def is_piece_usable(piece: Sequence[Stretch], text: str) -> bool:
    """Whether the stretches of a piece are enough to talk about."""
    return is_usable(" ".join(text[stretch.start : stretch.end] for stretch in piece))


def _words(group: Sequence[Section]) -> float:
    return sum(section.words for section in group)


def _takes(group: Sequence[Section], section: Section, words: int) -> bool:
    last, parent = group[-1].path, section.path[:-1]
    if parent not in (last, last[:-1]):
        return False
    held = _words(group)
    return held < words * _THIN or (section.words < words * _THIN and held + section.words <= words)


def _nearer_to_next(groups: Sequence[Sequence[Section]], at: int) -> bool:
    if at + 1 == len(groups):
        return False
    before = shared_path([groups[at - 1][-1].path, groups[at][0].path])
    after = shared_path([groups[at][-1].path, groups[at + 1][0].path])
    return len(after) > len(before)


def _costs(
    stretches: Sequence[Stretch], best: Sequence[tuple[float, int]], end: int, words: int, target: float
) -> list[tuple[float, int]]:
    """Return, for each place where a piece that ends before `end` may start, the cost up to its end."""
    costs: list[tuple[float, int]] = []
    size = 0.0
    for start in range(end - 1, -1, -1):
        size += stretches[start].words
        if size > LOOSE * words and start < end - 1:
            break
        thin = _THIN_COST if size < words * _THIN else 0.0
        costs.append((best[start][0] + ((size - target) / target) ** 2 + thin, start))
    return costs or [(inf, end - 1)]


def _seam(before: Stretch, after: Stretch, text: str) -> float:
    if after.number != before.number + 1:
        return 0.0
    if after.block == before.block:
        return _INSIDE_A_PARAGRAPH
    announced = _AFTER_A_COLON if text[before.end - 1] in ":：" else 0.0
    return max(announced, _BEFORE.get(after.block.kind, 0.0))


def _pieces(stretches: Sequence[Stretch], best: Sequence[tuple[float, int]]) -> list[list[Stretch]]:
    pieces: list[list[Stretch]] = []
    end = len(stretches)
    while end:
        start = best[end][1]
        pieces.append(list(stretches[start:end]))
        end = start
    return pieces[::-1]
