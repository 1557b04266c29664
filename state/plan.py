"""The plan: what a person goes after in the course of a conversation, laid down before they say it."""

from pydantic import Field

from colloquist.state.reply import ReplyPart
from colloquist.state.verdict import NextMove


class Plan(ReplyPart):
    """The skeleton of one path: an aim for each exchange, in order."""

    aims: list[NextMove] = Field(
        min_length=1, description="one for each exchange, in the order they are gone after"
    )
