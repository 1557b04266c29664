"""Takes the vote: answers that are the same by value count together, and the largest group stands for the truth.

What nearly all solve is too easy and what they do not agree on is ambiguous (Phi-4, 2412.08905, section 2);
neither is kept. The author's own answer has no vote: it is compared, and a difference is noted.
"""

import asyncio

from langgraph.runtime import Runtime

from colloquist.answers import Form, NeedsSymPy, grouped
from colloquist.state.problem import Attempt, Fate, Problem, ProblemPatch, ProblemSet, Vote
from colloquist.state.settings import Settings


async def vote(state: ProblemSet, runtime: Runtime[Settings]) -> ProblemPatch:
    """Return the problem with the vote on it, and why it is dropped if it is."""
    settings, problem = runtime.context, state["problems"][-1]
    try:
        counted = await asyncio.to_thread(counted_votes, problem)
    except NeedsSymPy as missing:
        return {"problems": [{**problem, "fate": "ambiguous"}], "reasons": [f"vote: {missing}"]}
    fate, reason = judged(counted, settings)
    patch: ProblemPatch = {"problems": [{**problem, "fate": fate, "vote": counted}]}
    return {**patch, "reasons": [reason]} if reason else patch


def counted_votes(problem: Problem) -> Vote:
    """Return how the solvers' answers fall into groups by value. Raises NeedsSymPy."""
    answered = [attempt for attempt in problem["attempts"] if attempt["outcome"] == "answered"]
    form = Form(problem["unit"], problem["digits"])
    found = grouped([*(attempt["answer"] for attempt in answered), problem["answer"]], form)
    author = len(answered)
    groups = [[answered[n]["solver"] for n in group if n != author] for group in found.groups]
    groups = sorted((group for group in groups if group), key=len, reverse=True)
    first = next((a["answer"] for a in answered if groups and a["solver"] == groups[0][0]), "")
    with_author = next(group for group in found.groups if author in group)
    return Vote(
        answer=first,
        share=len(groups[0]) / len(problem["attempts"]) if groups else 0.0,
        votes=len(groups[0]) if groups else 0,
        groups=groups,
        author_agrees=bool(groups) and _index(answered, groups[0][0]) in with_author,
        undecided=found.undecided,
    )


def judged(counted: Vote, settings: Settings) -> tuple[Fate, str]:
    """Return what becomes of a problem, and why when it is dropped."""
    share, votes = counted["share"], counted["votes"]
    said = f"{votes} of {round(votes / share) if share else settings.solvers} solvers gave the same answer"
    if share > settings.max_agreement:
        return "too_easy", f"too easy: {said}"
    tied = len(counted["groups"]) > 1 and len(counted["groups"][1]) == votes
    if votes < 2 or tied or share < settings.min_agreement:
        return "ambiguous", f"ambiguous: {said}" + (", and as many gave another" if tied and votes > 1 else "")
    return "kept", ""


def _index(answered: list[Attempt], solver: int) -> int:
    return next(n for n, attempt in enumerate(answered) if attempt["solver"] == solver)
