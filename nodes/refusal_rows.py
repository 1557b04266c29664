"""Decides what each question teaches, by the rules of the report: answers, refusals and preference pairs."""

from collections.abc import Sequence
from typing import get_args

from langgraph.runtime import Runtime

from colloquist.nodes.first_tokens import first_tokens
from colloquist.state.dialogue import Dialogue, Pair, Patch, Path, Turn
from colloquist.state.question import Question, Rest, said
from colloquist.state.refusal_rules import has_student, outcomes, p_correct, rows_of, rule_of, tally
from colloquist.state.settings import Settings
from colloquist.state.stop import Stop, StopReason

COMPLETE = "every question has been decided"


async def refusal_rows(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Return a path per supervised row, with what was not taught beside it, and the preference pairs."""
    settings = runtime.context
    student = has_student(settings)
    turns: list[Turn] = []
    paths: list[Path] = []
    pairs: list[Pair] = []
    stop = _stop(state["questions"])
    for question in state["questions"]:
        rows = rows_of(question, settings.usually, student)
        if rows.answer or rows.refusal:
            path = f"p{len(paths) + 1}"
            own = _turns(question, path, len(turns) + 1, answer=rows.answer)
            paths.append(_path(question, path, own, rule_of(question, settings.usually, student), stop))
            turns += own
        if rows.correct_over_refusal:
            pairs += _pair(
                question, "correct over refusal", said(question["answer"]), said(question["refusal"]), settings
            )
        if rows.refusal_over_wrong:
            pairs += _pair(question, "refusal over wrong", said(question["refusal"]), _wrong(question), settings)
    reasons = {} if paths else {"reasons": _reasons(state["questions"])}
    return {"turns": turns, "paths": paths, "preferences": pairs, **reasons}  # type: ignore[typeddict-item]


def _turns(question: Question, path: str, first: int, *, answer: bool) -> list[Turn]:
    """Return the question, what is taught for it, and then what might have been."""
    taught, other = (
        (question["answer"], question["refusal"]) if answer else (question["refusal"], question["answer"])
    )
    asked = _turn(first, path, None, "user", question["text"], [])
    asked["move"] = question["kind"]
    said_to_it = [
        _turn(first + n, path, asked["id"], "assistant", said(parts), parts)
        for n, parts in enumerate((taught, other), start=1)
        if parts
    ]
    return [asked, *said_to_it]


def _turn(number: int, path: str, parent: str | None, role: str, text: str, parts: Sequence[Rest]) -> Turn:
    return Turn(
        id=f"t{number}",
        parent_id=parent,
        path_id=path,
        role="user" if role == "user" else "assistant",
        text=text,
        made_by="model",
        persona_id=None,
        labels=list(parts),
    )


def _path(question: Question, id_: str, turns: Sequence[Turn], rule: str, stop: Stop) -> Path:
    return Path(
        id=id_,
        parent_id=None,
        fork=turns[0]["id"],
        leaf=turns[1]["id"],
        perspective=rule,
        why=tally(question) if question["samples"] else question["why"],
        persona_id=None,
        opening=None,
        stop=stop,
        faults=[],
    )


def _pair(question: Question, rule: str, chosen: str, rejected: str, settings: Settings) -> list[Pair]:
    """Return a preference pair, or none where both sides are the same in what is kept of them."""
    kept = [first_tokens(text, settings.completion_tokens) for text in (chosen, rejected)]
    if kept[0] == kept[1]:
        return []
    pair = Pair(
        id=f"{question['id']}/{rule.replace(' ', '_')}",
        question_id=question["id"],
        rule=rule,
        prompt=question["text"],
        chosen=kept[0],
        rejected=kept[1],
        p_correct=p_correct(question) or 0.0,
        samples=len(outcomes(question)),
    )
    return [pair]


def _wrong(question: Question) -> str:
    """Return the first thing the student said that was wrong."""
    return next(sample["text"] for sample in question["samples"] if sample["outcome"] == "incorrect")


def _stop(questions: Sequence[Question]) -> Stop:
    """Say whether a guard kept the student from being asked, or nothing did."""
    lost = [reason for question in questions for reason in question["lost"] if reason in get_args(StopReason)]
    if not lost:
        return Stop(reason="complete", detail=COMPLETE)
    return Stop(reason=lost[0], detail=f"{len(lost)} replies or grades were no longer asked for")  # type: ignore[typeddict-item]


def _reasons(questions: Sequence[Question]) -> list[str]:
    """Say why nothing came of the questions."""
    dropped = [f"question {q['id']}: {q['dropped']}" for q in questions if q["dropped"]]
    return dropped or ["no question has a sample that could be graded"]
