"""What an inpainted conversation carries besides its turns: which sentences of the passage make which answer."""

from pydantic import Field
from typing_extensions import TypedDict

from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.reply import ReplyPart


class CutAnswer(ReplyPart):
    """Consecutive sentences that are said in one breath."""

    first: int = Field(description="number n of its first sentence, the one marked [1.<n>]")
    last: int = Field(description="number of its last sentence; the same where it has only one")


class CutAnswers(ReplyPart):
    """How a passage is cut into answers."""

    answers: list[CutAnswer] = Field(min_length=1, description="in the order of the passage, none overlapping")


class Stretch(TypedDict):
    """The sentences `first` to `last` of the snippet, counted from 1: an answer that waits for its question."""

    first: int
    last: int


class Inpainting(Dialogue):
    """A dialogue whose answers are known from the start."""

    stretches: list[Stretch]


class InpaintingPatch(Patch, total=False):
    """What a node of an inpainted conversation may return."""

    stretches: list[Stretch]
