"""The refusal report: how often a model is right, does not attempt an answer, or is wrong.

Three numbers and never one: a model that guesses and one that refuses can have the same F1. On questions
that nobody can answer, the right behaviour is to refuse, and that has a line of its own. A reply that did
not come is counted apart and is never a wrong answer.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from colloquist.models import FATAL, Caller, ModelFailure, OutOfBudget
from colloquist.nodes.grading import graded
from colloquist.nodes.matching import holds, says_unknown
from colloquist.nodes.sample_student import once, plain_reply
from colloquist.run.converse import checked
from colloquist.run.lines import append, heal, line, rewrite, rows
from colloquist.run.problem import RunFolderError, RunStopped
from colloquist.run.tracing.options import untraced
from colloquist.state.dialogue import open_dialogue
from colloquist.state.question import Question, Sample, as_snippet
from colloquist.state.settings import Settings

Result = dict[str, Any]
FIELDS = ("id", "question", "key", "reply", "outcome", "by", "model", "grader")


async def scored(
    questions: Sequence[Question], settings: Settings, out: Path, *, grader: bool, concurrency: int = 16
) -> list[Result]:
    """Ask the student of `settings` every question once and return a result per question, in order.

    Each result is appended to `out` as it comes, so that the same call goes on after a stop; what failed is
    asked again. Without a `grader` replies are graded by their words, which is rough. Raises RunStopped when
    the provider refuses every call, RunFolderError when `out` holds something else.
    """
    chosen = checked(settings)
    about = {"model": chosen.model_name("student"), "grader": chosen.model_name("verifier") if grader else ""}
    found = _kept(out, about)
    todo = [question for question in questions if question["id"] not in found]
    async for result in _as_they_come(todo, chosen, grader, concurrency):
        found[result["id"]] = {**result, **about}
        append(out, line(found[result["id"]]))
    asked = [found.pop(question["id"]) for question in questions]
    rewrite(out, [*asked, *found.values()])
    return asked


def results_in(path: Path) -> list[Result] | None:
    """Return the results that a file holds, or None where it holds something else."""
    if path.suffix != ".jsonl" or not path.is_file():
        return None
    found = []
    for number, row in rows(path):
        if not row.keys() >= set(FIELDS):
            if number == 1:
                return None
            raise RunFolderError(f"{path}, line {number}: not a result of a refusal report; remove that line")
        found.append(row)
    return found or None


def _kept(out: Path, about: dict[str, str]) -> dict[str, Result]:
    """Return the results that an earlier call left, without those that failed."""
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        return {}
    if not out.read_bytes().strip():
        return {}
    heal(out)
    found = results_in(out)
    if found is None:
        raise RunFolderError(
            f"{out}: it holds something else than results of a refusal report; choose another file"
        )
    other = next((row for row in found if {key: row[key] for key in about} != about), None)
    if other:
        raise RunFolderError(
            f"{out}: it holds the results of {other['model']!r}, graded by {other['grader'] or 'words'!r}: "
            "choose another file, or go on as it was begun"
        )
    return {row["id"]: row for row in found if row["outcome"] != "failed"}


async def _as_they_come(
    questions: Sequence[Question], settings: Settings, grader: bool, concurrency: int
) -> AsyncIterator[Result]:
    slots = asyncio.Semaphore(concurrency)

    async def one(question: Question) -> Result:
        async with slots:
            with untraced():  # at a dead endpoint LangChain's own traces would hold up the exit
                return await _result(question, settings, grader)

    tasks = [asyncio.create_task(one(question)) for question in questions]
    try:
        for done in asyncio.as_completed(tasks):
            yield await done
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _result(question: Question, settings: Settings, grader: bool) -> Result:
    opened = open_dialogue(as_snippet(question["text"], question["key"], question["aliases"]))
    result = {"id": question["id"], "question": question["text"], "key": question["key"], "reply": ""}
    try:
        reply = await plain_reply(Caller("refusal_report", opened, once(settings)), question["text"])
        if isinstance(reply, str):
            return {**result, "outcome": "failed", "by": reply}
        result["reply"] = reply["text"]
        if not grader:
            return {**result, "outcome": _by_words(question, reply), "by": "words"}
        sample = await graded(Caller("refusal_report", opened, settings), question, reply["text"])
        return {**result, "outcome": sample["outcome"], "by": sample["by"]}
    except ModelFailure as failure:
        if failure.kind in FATAL:
            raise RunStopped(f"{failure}; nothing of this was kept, mend it and rerun") from None
        return {**result, "outcome": "failed", "by": failure.kind}
    except OutOfBudget as guard:
        return {**result, "outcome": "failed", "by": guard.stop["reason"]}


def _by_words(question: Question, sample: Sample) -> str:
    """Grade a reply that no grader reads: by whether it holds the key, or says that it does not know."""
    if question["key"] and holds(sample["text"], question["key"], question["aliases"]):
        return "correct"
    return "not_attempted" if says_unknown(sample["text"]) else "incorrect"
