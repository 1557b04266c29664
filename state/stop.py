"""Why a path ended: one typed reason, decided from the state alone."""

from typing import Literal

from typing_extensions import TypedDict

StopReason = Literal[
    "complete",
    "branched",
    "max_turns",
    "max_branches",
    "max_calls",
    "max_tokens",
    "max_cost",
    "unresolved_fault",
    "failed",
]


class Stop(TypedDict):
    """A stop reason with one sentence on what lay behind it."""

    reason: StopReason
    detail: str
