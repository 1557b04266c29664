"""The opening of a conversation: how its user first speaks for themselves, and when two of them are alike."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from colloquist.nodes.checks.wording import words

LEADING = 12
"""Words of an opening that are looked at: those by which a reader knows it again."""
ALIKE = 0.4
"""Share of word pairs, of all that either has, from which on two openings are alike (Jaccard)."""


def own_opening(messages: Sequence[Mapping[str, str]]) -> str:
    """Return the first message that is the user's own, or "" where the user says nothing.

    A message may say by whom it was `made_by`, as `meta` in conversations.jsonl does: "seed" is nobody's own.
    Where none does, the first question is taken for the seed's if there is another one.
    """
    asked = [message for message in messages if message["role"] == "user"]
    if any("made_by" in message for message in asked):
        asked = [message for message in asked if message.get("made_by") != "seed"] or asked[:1]
        return asked[0]["content"]
    return asked[min(1, len(asked) - 1)]["content"] if asked else ""


def openings_in(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield how the accepted paths of a record's row begin, as far as an opening is looked at."""
    turns = {turn["id"]: turn for turn in row["turns"]}
    for path in row["paths"]:
        own, at = "", path["leaf"] if path["accepted"] is True else None
        while at is not None:
            turn = turns[at]
            if turn["role"] == "user" and turn["made_by"] != "seed":
                own = turn["text"]
            at = turn["parent_id"]
        if own:
            yield " ".join(own.split()[: 2 * LEADING])


def pairs(opening: str) -> frozenset[str]:
    """Return the pairs of neighbouring words with which an opening begins; of a single word, the word."""
    leading = words(opening)[:LEADING]
    found = (" ".join(leading[n : n + 2]) for n in range(max(1, len(leading) - 1)))
    return frozenset(pair for pair in found if pair)


def jaccard(one: frozenset[str] | frozenset[int], other: frozenset[str] | frozenset[int]) -> float:
    """Return the share of what both have in what either has; two that have nothing share nothing."""
    return len(one & other) / len(one | other) if one or other else 0.0


def beginning(opening: str, number: int = 4) -> str:
    """Return the first words of an opening as they were written."""
    said = opening.split()
    return " ".join(said[:number]) + (" ..." if len(said) > number else "")
