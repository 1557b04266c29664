"""How different the conversations of a run are from each other: measured afterwards, and noticed on the way."""

from colloquist.run.diversity.extra import ExtraMissing
from colloquist.run.diversity.measures import MEASURES, Measure, diversity_of, diversity_of_each, recurring_phrases
from colloquist.run.diversity.opening import own_opening

__all__ = [
    "MEASURES",
    "ExtraMissing",
    "Measure",
    "diversity_of",
    "diversity_of_each",
    "own_opening",
    "recurring_phrases",
]
