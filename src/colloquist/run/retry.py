"""Failed snippets made again: what had arrived is free, what could not be used is asked for anew.

Their rows stay in failures.jsonl as `retried`, so that what they cost is neither lost nor counted twice.
"""

from typing import Any

from colloquist.run.folder import RunFolder
from colloquist.run.journal import SqliteJournal

UNUSABLE = {"unreadable", "truncated", "empty", "refused", "filtered"}


def retry_failed(folder: RunFolder, journal: SqliteJournal) -> int:
    """Let the failed snippets of a run be made again, and return how many there are.

    The journal goes first: a stop in between leaves them failed, and their calls counted there.
    """
    failed = 0
    for row in folder.failures():
        if row["kind"] == "failed":
            failed += 1
            unused = len(unusable_calls(row["record"]))
            if unused:
                journal.forget(row["id"], len(row["record"]["calls"]) - unused)
    if failed:
        rows = folder.failures()
        folder.replace_failures({**row, "kind": "retried"} if row["kind"] == "failed" else row for row in rows)
    return failed


def unusable_calls(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the last calls of a failed record, where the replies were what failed it."""
    failure, calls = record["failure"], list(record["calls"])
    if not failure or failure["kind"] not in UNUSABLE:
        return []
    used = max((number for number, call in enumerate(calls, start=1) if call["outcome"] == "ok"), default=0)
    return calls[used:]
