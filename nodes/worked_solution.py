"""Opens the tutoring conversation: the problem, and the solver's solution that bears being learned from.

Of the solutions that reach the voted answer the clearest is looked at first: one whose calculations come
out as written, and of those the one of middle length, which neither leaps nor rambles. The refiner holds it
against the snippet and the problem and labels its sentences; with a fault worth a rewrite the next one is
looked at, and a fault of the problem itself ends it.
"""

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.arithmetic import miscalculations
from colloquist.nodes.labels import labelled
from colloquist.nodes.messages import as_messages
from colloquist.nodes.seed_answer import first_path, seed_exchange
from colloquist.prompts import blocks, phrases, render
from colloquist.state.dialogue import Opening, Path, Turn
from colloquist.state.problem import Attempt, Problem, ProblemPatch, ProblemSet, SolutionCheck
from colloquist.state.sentences import split_sentences
from colloquist.state.settings import Settings
from colloquist.state.tree import snippets


async def worked_solution(state: ProblemSet, runtime: Runtime[Settings]) -> ProblemPatch:
    """Write the seed exchange of a kept problem: the problem itself and a worked solution that was checked."""
    settings, problem = runtime.context, state["problems"][-1]
    caller = Caller("worked_solution", state, settings)
    checks: list[dict[str, object]] = []
    for attempt in clearest_first(problem)[: 1 + settings.max_revisions]:
        said = await _checked(caller, state, settings, problem, attempt)
        checks.append({"solver": attempt["solver"], **said.model_dump(mode="json")})
        wrong = [fault for fault in said.faults if fault.severity == "rewrite"]
        if not wrong:
            kept: Problem = {**problem, "chosen": attempt["solver"], "checks": checks}
            turns = _exchange(state, problem, attempt, said)
            return {"problems": [kept], "turns": turns, "paths": [_path(settings)], "calls": caller.calls}
        if any(fault.of == "problem" for fault in wrong):
            break
    reason = f"no worked solution stands: {_last_fault(checks)}"
    unsound: Problem = {**problem, "fate": "unsound", "checks": checks}
    return {"problems": [unsound], "reasons": [reason], "calls": caller.calls}


def clearest_first(problem: Problem) -> list[Attempt]:
    """Return the solutions that reach the voted answer: right sums first, then those nearest to middle length."""
    winners = problem["vote"]["groups"][0] if problem["vote"] else []
    found = [attempt for attempt in problem["attempts"] if attempt["solver"] in winners]
    lengths = sorted(len(attempt["solution"]) for attempt in found)
    middle = lengths[len(lengths) // 2] if lengths else 0
    return sorted(
        found, key=lambda a: (len(miscalculations(a["solution"])), abs(len(a["solution"]) - middle), a["solver"])
    )


async def _checked(
    caller: Caller, state: ProblemSet, settings: Settings, problem: Problem, attempt: Attempt
) -> SolutionCheck:
    language = str(state["snippet"]["language"])
    wrong = miscalculations(attempt["solution"])
    prompt = render(
        "problem_check",
        settings.prompts,
        source=blocks.source(1, snippets(state)[0]),
        problem=blocks.tagged("problem", problem["text"]),
        key=blocks.tagged("key", f"{problem['vote'] and problem['vote']['answer']}"),
        answer=blocks.answer(2, attempt["solution"], language),
        checks="\n".join(["Calculations that do not come out as written (units ignored):", *wrong, ""])
        if wrong
        else "",
    )
    sentences = len(split_sentences(attempt["solution"], language))

    def check(said: SolutionCheck) -> None:
        missing = sorted(set(range(1, sentences + 1)) - {label.sentence for label in said.labels})
        if missing:
            raise Unusable(
                "unreadable", f"labels: sentence a{missing[0]} has none; label a1 to a{sentences}, each once"
            )

    return await caller.value("refiner", as_messages(prompt), SolutionCheck, check)


def _exchange(state: ProblemSet, problem: Problem, attempt: Attempt, said: SolutionCheck) -> list[Turn]:
    labels = labelled(attempt["solution"], said.labels, snippets(state), str(state["snippet"]["language"]))
    return seed_exchange(problem["text"], attempt["solution"], labels)


def _path(settings: Settings) -> Path:
    words = phrases("problem_words", settings.prompts)
    return {**first_path(), "opening": Opening(aim=words["aim"], brief=words["brief"], draw_on=[])}


def _last_fault(checks: list[dict[str, object]]) -> str:
    faults: list[dict[str, str]] = checks[-1]["faults"] if checks else []  # type: ignore[assignment]
    return next(
        (f"{fault['of']}: {fault['what']}" for fault in faults if fault["severity"] == "rewrite"), "none was tried"
    )
