"""The problem: what an author makes of a snippet, what independent solvers answer, and what their vote says."""

from typing import Annotated, Literal, get_args

from pydantic import Field
from typing_extensions import TypedDict

from colloquist.state.dialogue import Dialogue, Patch, upsert
from colloquist.state.reply import ReplyPart
from colloquist.state.verdict import SentenceLabel

Difficulty = Literal["easy", "medium", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
Fate = Literal["authored", "no_problem", "solved", "kept", "too_easy", "ambiguous", "unsound"]
NO_ANSWER = "none"
"""What a solver answers who finds that the problem has no answer."""


class ProblemDraft(ReplyPart):
    """What the author replies with, in the order it should be thought through."""

    material: str = Field(description="what in the source can be calculated or deduced with; or why nothing can")
    possible: bool = Field(description="false: the source bears no problem worth solving; then all below is empty")
    cites: list[str] = Field(description="ids such as 1.3 of the sentences whose facts the problem rests on")
    problem: str = Field(description="the whole problem, self-contained; it ends on its one question")
    solution: str = Field(description="the author's own solution, step by step")
    answer: str = Field(description="the final answer alone, in its shortest form")
    unit: str = Field(description="unit of the answer, such as kPa or %; empty when it has none")
    digits: int = Field(description="significant digits that the problem asks for; 0 when the answer is exact")


class SolutionFault(ReplyPart):
    """Something wrong with a problem or with its solution."""

    of: Literal["problem", "solution"]
    severity: Literal["minor", "rewrite"] = Field(description="rewrite: must not stand in training data")
    what: str = Field(description="the fault, quoting the words it is about")


class SolutionCheck(ReplyPart):
    """What the refiner says of a problem and its worked solution."""

    facts: str = Field(
        description="each fact that the problem states, with the id that bears it, or: not in the source"
    )
    recalculated: str = Field(description="every calculation of the solution, done again")
    labels: list[SentenceLabel] = Field(description="one per numbered sentence of the solution, in order")
    faults: list[SolutionFault] = Field(description="empty when there is nothing wrong, which is common")


class Attempt(TypedDict):
    """One solver's work in its `manner`. `outcome` is answered, no_answer, or the kind of failure."""

    solver: int
    manner: str
    outcome: str
    solution: str
    answer: str


class Vote(TypedDict):
    """What the answers say: `share` is that of the largest group among all solvers, those without answer too.

    `groups` hold solvers whose answers are the same by value; `undecided` are pairs that could not be compared.
    """

    answer: str
    share: float
    votes: int
    groups: list[list[int]]
    author_agrees: bool
    undecided: int


class Problem(TypedDict):
    """A problem with everything that was done about it; `answer` and `solution` are the author's own."""

    id: str
    fate: Fate
    difficulty: Difficulty
    text: str
    cites: list[str]
    material: str
    solution: str
    answer: str
    unit: str
    digits: int
    attempts: list[Attempt]
    vote: Vote | None
    chosen: int | None
    checks: list[dict[str, object]]


class ProblemSet(Dialogue):
    """A dialogue that grows from a problem."""

    problems: Annotated[list[Problem], upsert]


class ProblemPatch(Patch, total=False):
    """What a node of a problem set may return."""

    problems: list[Problem]
