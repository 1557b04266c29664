"""The review: what one critic says of an answer, from one angle."""

from pydantic import Field

from colloquist.state.reply import ReplyPart
from colloquist.state.verdict import Fault


class Review(ReplyPart):
    """A critic's whole reply, what was looked at first."""

    seen: str = Field(description="what you looked at and what you saw, good and bad, in at most sixty words")
    faults: list[Fault] = Field(description="empty when there is nothing to mend, which is common")
    next_step: str = Field(description="what the next exchange should go after, from your angle, in one sentence")
