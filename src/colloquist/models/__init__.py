"""Who speaks: chat models by name or object, asked patiently, their failures typed and never taken for text."""

from colloquist.models.caller import Caller
from colloquist.models.failure import FATAL, ModelFailure, OutOfBudget, Unusable
from colloquist.models.prices import check_prices
from colloquist.models.resolve import check_models
from colloquist.models.scripted import ScriptedModel

__all__ = [
    "FATAL",
    "Caller",
    "ModelFailure",
    "OutOfBudget",
    "ScriptedModel",
    "Unusable",
    "check_models",
    "check_prices",
]
