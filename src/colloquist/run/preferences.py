"""A preference pair as trainers take it: what preferences.jsonl holds, derived from the record alone."""

from collections.abc import Iterator
from typing import Any

from colloquist.state.record import Preference, Record


def preference_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the rows of a record's preference pairs, in order."""
    return (preference_row(record, pair) for pair in record.preferences)


def preference_row(record: Record, pair: Preference) -> dict[str, Any]:
    """Return one pair as TRL takes it, explicit and conversational: prompt, chosen, rejected, lists of messages.

    The meta object has the same keys in every row and no value changes its kind. `completion_tokens` is 0
    where completions are whole.
    """
    meta = {
        "id": f"{record.id}/{pair.id}",
        "snippet_id": record.id,
        "question_id": pair.question_id,
        "rule": pair.rule,
        "p_correct": float(pair.p_correct),
        "samples": pair.samples,
        "usually": float(record.settings.get("usually", 0.0)),
        "completion_tokens": int(record.settings.get("completion_tokens") or 0),
        "strategy": record.strategy,
        "models": record.models,
        "title": record.snippet.title,
        "source": record.snippet.source,
        "section": " / ".join(record.snippet.place.section),
        "licence": record.snippet.licence or "",
        "tags": ", ".join(record.snippet.tags),
    }
    return {
        "prompt": [{"role": "user", "content": pair.prompt}],
        "chosen": [{"role": "assistant", "content": pair.chosen}],
        "rejected": [{"role": "assistant", "content": pair.rejected}],
        "meta": meta,
    }
