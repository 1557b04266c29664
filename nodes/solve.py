"""Solves the problem several times over: independent solvers, side by side, who see the problem alone."""

import asyncio
import re
from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, ModelFailure, OutOfBudget, Unusable
from colloquist.nodes.drawing import lot
from colloquist.nodes.messages import as_messages
from colloquist.prompts import phrases, render
from colloquist.prompts.blocks import tagged
from colloquist.state.dialogue import Call
from colloquist.state.limits import overspent
from colloquist.state.problem import NO_ANSWER, Attempt, Problem, ProblemPatch, ProblemSet
from colloquist.state.settings import Settings

UNUSABLE = frozenset({"unreadable", "truncated", "empty", "refused", "filtered"})
"""Failures of a reply: that solver has no answer. Any other is the server's, and fails the snippet."""
_LAST_LINE = re.compile(
    r"^[\W_]*(?:the |my )?(?:final )?answer(?: is)?\W*?[:=][\s*_]*(?P<answer>.*?)[\s*_]*\Z", re.IGNORECASE
)
_NONE = re.compile(rf"\A{NO_ANSWER}\b", re.IGNORECASE)


async def solve(state: ProblemSet, runtime: Runtime[Settings]) -> ProblemPatch:
    """Return the problem with what each solver made of it. All of them without a usable reply is a failure."""
    settings, problem = runtime.context, state["problems"][-1]
    stop = overspent(state["calls"], settings, settings.solvers)
    if stop:
        raise OutOfBudget(stop, [])
    callers = Caller("solve", state, settings).side_by_side(settings.solvers)
    work = [_attempt(c, problem, manner) for c, manner in zip(callers, _manners(state, settings), strict=True)]
    # Whatever stops one of them, the others are heard out: their replies are paid for.
    results = await asyncio.gather(*work, return_exceptions=True)
    calls = [call for caller in callers for call in caller.calls]
    attempts = [Attempt({**one, "solver": n}) for n, one in enumerate(_made(results, calls), start=1)]
    return {"problems": [{**problem, "fate": "solved", "attempts": attempts}], "calls": calls}


def final_answer(text: str) -> str:
    """Return what the last line of a solution gives as the answer. Raises Unusable where it gives none."""
    found = _LAST_LINE.match(text.strip().splitlines()[-1].strip())
    if found is None or not found["answer"]:
        raise Unusable("unreadable", 'the last line must be the final answer alone, such as "Answer: 12.5 kPa"')
    return found["answer"]


async def _attempt(caller: Caller, problem: Problem, manner: str) -> Attempt:
    shown = tagged("problem", problem["text"])
    prompt = render("problem_solve", caller.settings.prompts, problem=shown, manner=manner)
    try:
        text = await caller.text("solver", as_messages(prompt), final_answer)
    except ModelFailure as failure:
        if failure.kind not in UNUSABLE:
            raise
        return Attempt(solver=0, manner=manner, outcome=failure.kind, solution="", answer="")
    answer = final_answer(text)
    outcome = "no_answer" if _NONE.match(answer) else "answered"
    return Attempt(solver=0, manner=manner, outcome=outcome, solution=text.strip(), answer=answer)


def _manners(state: ProblemSet, settings: Settings) -> list[str]:
    """Deal each solver a way to work: different ones while there are any, so that they think differently."""
    deck = phrases("problem_words", settings.prompts)["manners"].splitlines()
    lot(state, settings, "manners").shuffle(deck)
    return [deck[n % len(deck)] for n in range(settings.solvers)]


def _made(results: Sequence[Attempt | BaseException], calls: list[Call]) -> list[Attempt]:
    """Return the attempts. Raises what stopped one of them, or ModelFailure when none gave a usable reply."""
    for result in results:
        if isinstance(result, BaseException):
            if isinstance(result, ModelFailure | OutOfBudget):
                result.calls = calls
            raise result
    attempts = [result for result in results if not isinstance(result, BaseException)]
    outcomes = {attempt["outcome"] for attempt in attempts}
    if outcomes <= UNUSABLE:
        failure = ModelFailure(attempts[0]["outcome"], f"none of {len(attempts)} solvers gave a usable reply")  # type: ignore[arg-type]
        failure.calls = calls
        raise failure
    return attempts
