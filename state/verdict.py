"""The verdict: what the refiner says about an answer, and where it sends the conversation next."""

from typing import Literal, get_args

from pydantic import Field

from colloquist.state.reply import ReplyPart

Decision = Literal["continue", "branch", "terminate"]
LabelKind = Literal["grounded", "derived", "hypothetical", "extension", "refusal", "discourse"]
Move = Literal[
    "deepen",
    "new_scenario",
    "relate",
    "broaden",
    "object",
    "misread",
    "try_out",
    "ask_task",
    "report_back",
    "summarise",
    "probe",
    "false_premise",
]
Stage = Literal["foundation", "mechanism", "worked_example", "edge_case", "conflict", "transfer", "general_idea"]
MOVES: tuple[Move, ...] = get_args(Move)
LABEL_KINDS: tuple[LabelKind, ...] = get_args(LabelKind)


class SentenceLabel(ReplyPart):
    """What one sentence of an answer rests on."""

    sentence: int = Field(description="number n of the sentence marked [a<n>]")
    kind: LabelKind = Field(
        description=(
            "grounded: a source says it; derived: follows from cited sentences by arithmetic or inference; "
            "hypothetical: an invented example, recognisable as one; extension: a claim about the world that no "
            "source holds; refusal: says that something is not known; discourse: makes no claim"
        )
    )
    cites: list[str] = Field(description="ids such as 1.3 of the sentences it rests on; empty if none")


class Fault(ReplyPart):
    """Something wrong with an answer."""

    kind: Literal["comprehension", "logical", "factual", "grounding", "stylistic"]
    severity: Literal["minor", "rewrite"] = Field(description="rewrite: must not stand in training data")
    what: str = Field(description="the fault, quoting the words it is about")


class Scores(ReplyPart):
    """One score from 1 to 5 per requirement (Phi-4, 2412.08905, D.1.2: score each requirement)."""

    grounded: int = Field(ge=1, le=5)
    clear: int = Field(ge=1, le=5)
    deep: int = Field(ge=1, le=5)
    new: int = Field(ge=1, le=5)
    in_character: int = Field(ge=1, le=5, description="the user's last message fits who they have been")
    consistent: int = Field(ge=1, le=5)


class NextMove(ReplyPart):
    """A proposal for the next exchange: what the user does, and what the answer to it should do."""

    move: Move
    stage: Stage
    aim: str = Field(description="one sentence to the user on what to go after; gives no answer away")
    brief: str = Field(description="one sentence to the assistant on what a strong answer works out")
    draw_on: list[str] = Field(description="ids such as r1 of material within reach that the answer needs")


class Perspective(ReplyPart):
    """Another way to look at the subject, worth a path of its own."""

    name: str = Field(description="the perspective in a few words")
    why: str = Field(description="what it brings out that has not been touched")
    same_person: bool = Field(description="true: the same person takes another way from the fork turn on")
    fork_turn: int = Field(description="number of the assistant turn to fork from; 2 is the seed answer")
    aim: str = Field(default="", description="what the person goes after first there, in their own terms")
    brief: str = Field(default="", description="to the assistant, for the first answer there")
    draw_on: list[str] = Field(default=[], description="ids such as r1 that the first answer there needs")


class Verdict(ReplyPart):
    """The refiner's whole reply, in the order it should be thought through."""

    labels: list[SentenceLabel] = Field(description="one per numbered sentence of the answer, in order")
    faults: list[Fault] = Field(description="empty when there is nothing to mend, which is common")
    better_response: str | None = Field(description="full new answer, only when a fault is worth a rewrite")
    scores: Scores
    stage: Stage = Field(description="the stage of the arc that this exchange reached")
    decision: Decision
    reason: str = Field(description="why, in one sentence")
    next_moves: list[NextMove] = Field(description="best first; empty when the decision is terminate")
    perspective: Perspective | None = Field(description="a further perspective worth its price, or null")

    @property
    def needs_rewrite(self) -> bool:
        """Whether a fault says that the answer must not stand."""
        return any(fault.severity == "rewrite" for fault in self.faults)
