"""Sets the problem: one that the snippet's facts and ordinary mathematics suffice to solve, or none."""

import re

from langgraph.runtime import Runtime

from colloquist.answers import can_compare_symbols
from colloquist.answers.reading import read
from colloquist.models import Caller, Unusable
from colloquist.nodes.drawing import draw
from colloquist.nodes.labels import cited
from colloquist.nodes.messages import as_messages
from colloquist.prompts import phrases, render
from colloquist.prompts.blocks import source
from colloquist.state.problem import DIFFICULTIES, Difficulty, Problem, ProblemDraft, ProblemPatch, ProblemSet
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import snippets

LONGEST_ANSWER = 120
MOST_DIGITS = 12
_SOURCE_TALK = re.compile(
    r"\b(?:the|this) (?:text|passage|snippet|excerpt)\b|\baccording to the (?:source|document)\b"
    r"|\b(?:source|document|sentences?) (?:says?|states?|describes?)\b",
    re.IGNORECASE,
)


async def author_problem(state: ProblemSet, runtime: Runtime[Settings]) -> ProblemPatch:
    """Write a problem of a drawn difficulty from the snippet; the author may say that it bears none."""
    settings = runtime.context
    caller = Caller("author_problem", state, settings)
    sources = snippets(state)
    difficulty = draw(state, settings, "difficulty", DIFFICULTIES)
    words = phrases("problem_words", settings.prompts)
    prompt = render(
        "problem_author",
        settings.prompts,
        source=source(1, sources[0]),
        difficulty=words[difficulty],
        answers=words["symbols" if can_compare_symbols() else "numbers"],
    )
    draft = await caller.value("seed", as_messages(prompt), ProblemDraft, lambda value: check(value, sources))
    problem = _problem(draft, difficulty, sources)
    if draft.possible:
        return {"problems": [problem], "calls": caller.calls}
    reason = f"no problem: {draft.material.strip() or 'the author gave no reason'}"
    return {"problems": [problem], "reasons": [reason], "calls": caller.calls}


def check(draft: ProblemDraft, sources: list[Snippet]) -> None:
    """Raise Unusable for a problem that is not whole, or that speaks of its source."""
    if not draft.possible:
        return
    if not draft.problem.strip() or not draft.answer.strip() or not draft.solution.strip():
        raise Unusable("unreadable", "possible is true, but problem, solution or answer is empty")
    if not cited(draft.cites, sources):
        raise Unusable(
            "unreadable", "cites: name the sentences that the problem rests on by their ids, such as 1.3"
        )
    if found := _SOURCE_TALK.search(draft.problem):
        raise Unusable(
            "unreadable", f'problem: "{found[0]}" is unknown to whoever reads it; state the facts instead'
        )
    if len(draft.answer) > LONGEST_ANSWER:
        raise Unusable("unreadable", "answer: give the final answer alone, without its derivation")
    if not 0 <= draft.digits <= MOST_DIGITS:
        raise Unusable("unreadable", f"digits: from 0, which means exact, to {MOST_DIGITS}")
    tree = read(draft.answer).tree
    if not can_compare_symbols() and not read(draft.answer).quantity and tree and tree.names:
        raise Unusable("unreadable", "answer: it must be a number here; set a problem that asks for one")


def _problem(draft: ProblemDraft, difficulty: Difficulty, sources: list[Snippet]) -> Problem:
    return Problem(
        id="q1",
        fate="authored" if draft.possible else "no_problem",
        difficulty=difficulty,
        text=draft.problem.strip(),
        cites=cited(draft.cites, sources),
        material=draft.material.strip(),
        solution=draft.solution.strip(),
        answer=draft.answer.strip(),
        unit=draft.unit.strip(),
        digits=draft.digits,
        attempts=[],
        vote=None,
        chosen=None,
        checks=[],
    )
