"""The order of speaking: user and assistant take turns, the user begins, the assistant has the last word."""

from collections.abc import Iterator

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.state.finding import Finding


def alternation(path: Transcript) -> Iterator[Finding]:
    """Find the first turn that is spoken out of order, and a path that ends on the user."""
    for place, turn in enumerate(path.turns):
        expected = "assistant" if place % 2 else "user"
        if turn["role"] != expected:
            yield on_turn(turn, "alternation", f"turn {place + 1} is spoken by the {turn['role']}", "reject")
            return
    if len(path.turns) % 2:
        yield on_turn(path.turns[-1], "alternation", "the path ends with a user turn", "reject")
