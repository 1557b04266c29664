"""The parts of a reply that is a value: closed, so that a wrong key is an error and is asked for again."""

from pydantic import BaseModel, ConfigDict


class ReplyPart(BaseModel):
    """A reply, or an object in one."""

    model_config = ConfigDict(extra="forbid")
