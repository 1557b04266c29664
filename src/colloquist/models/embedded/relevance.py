"""Relevance: which waiting unit answers a message best (BM25 over stems, with named ids first)."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from colloquist.models.embedded.passage import Unit
from colloquist.models.embedded.words import stems

_ID = re.compile(r"\b(\d+\.\d+)\b")
_LENGTH = 0.5


def named(note: str, units: Sequence[Unit]) -> list[Unit]:
    """Return the units that a note names by the ids of their sentences, in source order."""
    ids = set(_ID.findall(note))
    return [unit for unit in units if ids.intersection(unit.ids)]


def ranked(query: str, units: Sequence[Unit]) -> list[tuple[float, Unit]]:
    """Return units that share something with `query`, best first; equal scores keep the source's order."""
    wanted = stems(query)
    counts = Counter(stem for unit in units for stem in unit.stems)
    mean = sum(len(unit.stems) for unit in units) / max(1, len(units))
    scored = []
    for unit in units:
        length = 1 - _LENGTH + _LENGTH * len(unit.stems) / max(1.0, mean)
        score = math.fsum(_weight(counts[stem], len(units)) / length for stem in wanted & unit.stems)
        if score:
            scored.append((score, unit))
    return sorted(scored, key=lambda pair: -pair[0])


def _weight(seen: int, of: int) -> float:
    return math.log(1 + (of - seen + 0.5) / (seen + 0.5))
