"""`colloquist refusal-report`: how often a model is right, refuses or is wrong, in three numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from colloquist.cli.stopping import stoppable
from colloquist.run.problem import RunFolderError
from colloquist.run.question_file import questions_in
from colloquist.run.refusal_report import results_in, scored
from colloquist.run.refusal_score import Comparison, compare, graded_in, score
from colloquist.run.shares import Change, wilson
from colloquist.state.settings import RoleSettings, Settings, SettingsError

Paths = Annotated[
    list[Path],
    typer.Argument(help="Rows of questions or a refusal run, to be asked; or one or two files of results."),
]
ROUGH = "words alone: it holds the key, or says it does not know; name a --grader-model for a report that counts"
WORDS = {"correct": "correct", "not_attempted": "not attempted", "incorrect": "incorrect"}
NO_ANSWER = {"not_attempted": "refused, as it should", "incorrect": "answered all the same"}


def refusal_report(
    paths: Paths,
    model: Annotated[str | None, typer.Option(help="Model to be asked.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Server that speaks OpenAI's API.")] = None,
    grader_model: Annotated[str | None, typer.Option(help="Model that grades, at the same server.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File for the results (.jsonl); a second call goes on.")
    ] = None,
    question_column: Annotated[str, typer.Option(help="Column with the question.")] = "question",
    answer_column: Annotated[str, typer.Option(help="Column with the answer; empty: nobody can.")] = "answer",
    temperature: Annotated[float | None, typer.Option(help="Of the model that is asked.")] = None,
    max_output_tokens: Annotated[int | None, typer.Option(help="Longest reply.")] = None,
    concurrency: Annotated[int, typer.Option(help="Questions at a time.", min=1)] = 16,
    limit: Annotated[int | None, typer.Option(help="Ask the first N questions only.", min=1)] = None,
) -> None:
    """Score a model on questions as correct, not attempted or incorrect, or compare two scores."""
    kept = [results_in(path) for path in paths]
    if len(paths) > 2 or (len(paths) == 2 and None in kept):
        raise SettingsError("one file of questions, or one or two files of results from --out, are wanted")
    if kept[0] is not None:
        told = _told(kept[0]) if len(kept) == 1 else _compared(kept[0], kept[1] or [])
        typer.echo("\n".join(told))
        return
    if model is None or out is None:
        raise SettingsError(f"{paths[0]}: --model and --out are wanted to ask its questions")
    found = questions_in(paths[0], question_column, answer_column, limit)
    student = RoleSettings(model=model, temperature=temperature, max_output_tokens=max_output_tokens)
    settings = Settings(model=grader_model or model, base_url=base_url, max_calls=None, roles={"student": student})
    results = stoppable(scored(found.questions, settings, out, grader=bool(grader_model), concurrency=concurrency))
    typer.echo("\n".join([*_told(results), *_unread(found.unreadable), f"{'results':22}{out}"]))


def _told(results: list[dict[str, Any]]) -> Iterator[str]:
    counts = score(results)
    yield f"{'model':22}{results[0]['model']}"
    yield f"{'graded by':22}{results[0]['grader'] or ROUGH}"
    yield from _three("with an answer", counts.answerable, WORDS)
    yield from _three("that nobody can answer", counts.unanswerable, NO_ANSWER)


def _three(title: str, counts: Counter[str], words: Mapping[str, str]) -> Iterator[str]:
    if not counts:
        return
    of = graded_in(counts)
    aside = [
        f"{counts[kind]} {word}"
        for kind, word in (("failed", "failed"), ("uncertain", "uncertain"))
        if counts[kind]
    ]
    yield f"\nquestions {title}: {counts.total():,}" + (
        f", of which {' and '.join(aside)} count apart" if aside else ""
    )
    for outcome, word in words.items():
        low, high = wilson(counts[outcome], of)
        share = f"{_percent(counts[outcome] / of if of else 0.0)} %"
        yield f"  {word:22}{share:>9}   95 % [{_percent(low)}, {_percent(high)}]   {counts[outcome]:,} of {of:,}"


def _compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[str]:
    found = compare(before, after)
    if not sum(found.compared):
        raise RunFolderError("the two files share no question that both of them graded")
    yield f"{'before':22}{before[0]['model']}, graded by {before[0]['grader'] or 'words'}"
    yield f"{'after':22}{after[0]['model']}, graded by {after[0]['grader'] or 'words'}"
    yield f"{'compared':22}{sum(found.compared):,} questions graded in both; {found.apart:,} others left aside"
    yield from _changes("with an answer", found, 0, found.answerable, WORDS)
    yield from _changes("that nobody can answer", found, 1, found.unanswerable, NO_ANSWER)
    yield "\nIntervals of the change: 95 %, paired (Bonett and Price). p: McNemar's exact test, two-sided."


def _changes(
    title: str, found: Comparison, part: int, changes: Mapping[str, Change], words: Mapping[str, str]
) -> Iterator[str]:
    if not found.compared[part]:
        return
    yield f"\nquestions {title}: {found.compared[part]:,}"
    for outcome, word in words.items():
        one = changes[outcome]
        shares = f"{_percent(one.before)} -> {_percent(one.after)} %"
        interval = f"{100 * (one.after - one.before):+.1f} [{100 * one.low:+.1f}, {100 * one.high:+.1f}]"
        yield f"  {word:22}{shares:>17}   {interval}   {one.gained} came, {one.lost} went, p = {one.p:.2g}"


def _unread(unreadable: list[Any]) -> Iterator[str]:
    if unreadable:
        yield f"\n{len(unreadable):,} rows could not be read and were left out, the first: {unreadable[0]}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
