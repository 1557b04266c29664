"""Failures of a model: typed, so that none of them can be mistaken for something it said."""

from typing import Literal

from colloquist.state.dialogue import Call
from colloquist.state.stop import Stop

FailureKind = Literal[
    "unreadable",
    "truncated",
    "empty",
    "refused",
    "filtered",
    "unreachable",
    "rate_limited",
    "bad_request",
    "wrong_key",
    "no_quota",
    "unknown_model",
    "error",
]
# Every other conversation would fail in the same way.
FATAL: frozenset[FailureKind] = frozenset({"wrong_key", "no_quota", "unknown_model"})


class Unusable(Exception):
    """One reply that must not be used; asking again may help."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class ModelFailure(Exception):
    """A model could not give what a node needs. `calls` are the replies that were paid for."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.calls: list[Call] = []


class OutOfBudget(Exception):
    """A guard stood before a model was asked. `calls` are the ones the node had made by then."""

    def __init__(self, stop: Stop, calls: list[Call]) -> None:
        super().__init__(stop["detail"])
        self.stop = stop
        self.calls = calls
