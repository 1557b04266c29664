"""Tables of a source: the unit that stands in the head of a column belongs to every number below it."""

from collections.abc import Sequence
from functools import lru_cache

from colloquist.nodes.checks.quantities import quantities
from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.units import UNITS, Unit
from colloquist.nodes.checks.wording import words


@lru_cache(maxsize=512)
def given_by(sentences: tuple[str, ...], language: str) -> tuple[tuple[Quantity, ...], ...]:
    """Return the quantities of each sentence of a source, those of table rows with the units of their columns.

    All answers of a conversation are held against the same sources.
    """
    found: list[tuple[Quantity, ...]] = []
    head: list[Unit | None] = []
    for sentence in sentences:
        own = quantities(sentence, language)
        if not sentence.startswith("|"):
            head = []
        elif not head:
            head = [_unit(cell) for cell in sentence.split("|")]
        elif own and any(head):
            own = tuple(_in_column(one, sentence, head) for one in own)
        found.append(own)
    return tuple(found)


def _unit(cell: str) -> Unit | None:
    return next((UNITS[word] for word in words(cell) if word in UNITS and len(word) > 1), None)


def _in_column(one: Quantity, row: str, head: Sequence[Unit | None]) -> Quantity:
    column = row[: one.start].count("|")
    if one.unit or column >= len(head):
        return one
    return one._replace(unit=head[column])
