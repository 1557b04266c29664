"""A preference pair as trainers take it: what preferences.jsonl holds, derived from the record alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from colloquist.state.record import Preference, Record

RULES = {True: "repair over fault", False: "revision over draft"}


def preference_rows(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the rows of a record's preference pairs, in order, and of answers that took a worse one's place."""
    yield from (preference_row(record, pair) for pair in record.preferences)
    for number, draft in mended(record.model_dump(mode="json") if record.drafts else {}):
        yield _mended_row(record, number, draft)


def pair_ids(row: Mapping[str, Any]) -> list[str]:
    """Return the ids that the preference rows of a record's own row have, in order."""
    own = [f"{row['id']}/{pair['id']}" for pair in row.get("preferences", ())]
    return own + [_id(row["id"], number, draft) for number, draft in mended(row)]


def mended(row: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the drafts, by number, in whose place another text stands on a path that may be learned from."""
    drafts = row.get("drafts", ())
    if not drafts:
        return
    turns = {turn["id"]: turn for turn in row["turns"]}
    learned: set[str] = set()
    for path in row["paths"]:
        at = path["leaf"] if path["accepted"] else None
        while at is not None:
            learned.add(at)
            at = turns[at]["parent_id"]
    for number, draft in enumerate(drafts, start=1):
        stands = draft["turn_id"] in learned and draft["text"].strip()
        if stands and draft["text"] != turns[draft["turn_id"]]["text"]:
            yield number, draft


def _id(record_id: str, number: int, draft: Mapping[str, Any]) -> str:
    return f"{record_id}/{draft['turn_id']}-draft{number}"


def _mended_row(record: Record, number: int, draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands as chosen, the draft as rejected, and the conversation up to there as the prompt."""
    by_id = {turn.id: turn for turn in record.turns}
    chain = [by_id[draft["turn_id"]]]
    while (parent := chain[-1].parent_id) is not None:
        chain.append(by_id[parent])
    pair = Preference(
        id=f"{draft['turn_id']}-draft{number}",
        question_id="",
        rule=RULES[draft.get("of") == "repair"],
        prompt=chain[1].text,
        chosen=chain[0].text,
        rejected=draft["text"],
        p_correct=0.0,
        samples=0,
    )
    prompt = [turn.message for turn in chain[:0:-1]]
    return {**preference_row(record, pair), "prompt": prompt}


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
