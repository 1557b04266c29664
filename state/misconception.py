"""The misconception: what a reasonable learner has wrong about a snippet, and how a tutor opens on it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from colloquist.state.dialogue import Dialogue, Patch, upsert
from colloquist.state.reply import ReplyPart


class FoundMisconception(ReplyPart):
    """Something that a reasonable person believes and that the source shows to be otherwise."""

    belief: str = Field(description="what the learner takes to be so, as they would say it")
    grows_from: str = Field(description="what makes it reasonable: an experience, a rule that holds elsewhere")
    shown_wrong_by: list[str] = Field(description="ids such as 1.3 of the sentences that show it wrong")
    instead: str = Field(description="what is so and why, in one sentence, as they should come to say it")


class TutorSentence(ReplyPart):
    """One sentence of the tutor's first turn; a question rests on what it takes for granted."""

    text: str = Field(description="one sentence of the tutor's turn")
    kind: Literal["grounded", "derived", "hypothetical", "discourse"]
    cites: list[str] = Field(description="ids such as 1.3 of the sentences it rests on; empty if none")


class TutorOpening(ReplyPart):
    """The whole reply, in the order it should be thought through."""

    material: str = Field(description="what in the source goes against what people expect; or why nothing does")
    misconceptions: list[FoundMisconception] = Field(description="best first, three at most; empty: none")
    message: str = Field(description="the learner's opening message, which holds the first one")
    reply: list[TutorSentence] = Field(description="the tutor's first turn, which ends on its one question")


class Misconception(TypedDict):
    """A misconception as it is kept; `cites` are `<snippet id>#<sentence number>`."""

    id: str
    belief: str
    grows_from: str
    instead: str
    cites: list[str]


class Tutoring(Dialogue):
    """A dialogue that opens on a misconception: the first of those that were found."""

    misconceptions: Annotated[list[Misconception], upsert]


class TutoringPatch(Patch, total=False):
    """What a node of a tutoring may return."""

    misconceptions: list[Misconception]
