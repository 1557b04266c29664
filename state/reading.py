"""The reading: what somebody who made none of the conversations notes down of one, to compare it with others."""

from typing import Literal, get_args

from pydantic import Field

from colloquist.state.reply import ReplyPart
from colloquist.state.verdict import Stage

Says = Literal["contradicted", "not_in_source", "supported", "hypothetical", "refusal", "discourse"]
Beyond = Literal["settled", "admitted", "invented", "refused_though_settled"]
Better = Literal["first", "second", "tie"]
STAGES: tuple[Stage, ...] = get_args(Stage)
CLAIMS: tuple[Says, ...] = ("supported", "contradicted", "not_in_source")


class SentenceRead(ReplyPart):
    """What one sentence of an answer says, beside the sources."""

    sentence: int = Field(description="number n of the sentence marked [a<n>]")
    rests_on: list[str] = Field(
        description="ids such as 1.3 of source sentences, or t3 for what the person said in turn 3; empty if none"
    )
    why: str = Field(
        description="only if contradicted or not_in_source: what, in at most fifteen words; else empty"
    )
    says: Says


class ExchangeRead(ReplyPart):
    """What one message of the person and the answer to it came to."""

    turn: int = Field(description="number of the turn that answers")
    stage: Stage = Field(description="the furthest stage that the answer works out")
    new_case: bool = Field(description="whether the person brings in a concrete case that was not there before")
    beyond: Beyond = Field(
        description="whether something was asked that the sources do not settle, and how it was met"
    )


class PathReading(ReplyPart):
    """The reader's whole reply on one conversation."""

    sentences: list[SentenceRead] = Field(description="one per numbered sentence of the answers, in order")
    exchanges: list[ExchangeRead] = Field(description="one per answer, in order")


class Weighing(ReplyPart):
    """What a judge says of two conversations, the reasons first so that it is thought through."""

    first: str = Field(description="what speaks for and against the first, in at most forty words")
    second: str = Field(description="what speaks for and against the second, in at most forty words")
    better: Better
