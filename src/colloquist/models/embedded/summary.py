"""The memory of a long conversation: what was said, each turn by its first sentence."""

import re

from colloquist.models.embedded import reading

LONGEST = 250
_FIRST = re.compile(r".+?[.!?…。！？؟](?=\s|\Z)|.+", re.DOTALL)


def summary(text: str) -> str:
    """Return earlier summary and turns in at most 250 words; questions and answers stay apart."""
    earlier = reading.summary(text)
    lines = [earlier] if earlier else []
    for turn in reading.turns(text):
        whole = " ".join(turn.text.split())
        first = _FIRST.match(whole)
        kept = whole if turn.by == "assistant" else first[0] if first else whole
        lines.append(f"The person: {kept}" if turn.by == "user" else f"The assistant: {kept}")
    words = " ".join(lines).split()
    return " ".join(words[-LONGEST:]) or "Nothing has been said yet."
