"""The whole dialogue as one reply holds it: who asks, then each message and its answer, sentence by sentence."""

from pydantic import Field

from colloquist.state.persona import Persona
from colloquist.state.reply import ReplyPart
from colloquist.state.verdict import LabelKind, Move


class SaidSentence(ReplyPart):
    """One sentence of an answer with what it rests on."""

    text: str = Field(description="one sentence; where a new line begins with it, so does the text: \\n or \\n\\n")
    kind: LabelKind
    cites: list[str] = Field(description="ids such as 1.3 of the sentences it rests on; empty if none")


class Exchange(ReplyPart):
    """One message of the person and the answer to it."""

    move: Move | None = Field(description="what the message does; null in the first exchange")
    message: str = Field(description="what the person writes")
    answer: list[SaidSentence] = Field(min_length=1, description="the answer, sentence by sentence, in order")


class WholeDialogue(ReplyPart):
    """A conversation in one reply, the person first so that they are settled before they speak."""

    persona: Persona | None = Field(description="the person, where you are to invent one; otherwise null")
    exchanges: list[Exchange] = Field(min_length=1)
