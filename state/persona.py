"""The persona: who asks. The user agent speaks from it and the assistant never sees it."""

from html import escape

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict


class Persona(BaseModel):
    """A person with a reason to ask, what they know, and what they do not (MIND, 2410.12881)."""

    model_config = ConfigDict(extra="forbid")

    role: str = Field(description="who they are, in a few words: occupation or part in life")
    situation: str = Field(description="the concrete thing in their life that makes them ask now")
    knows: list[str] = Field(description="what they already know about the subject, two or three items")
    gaps: list[str] = Field(
        min_length=1,
        description="what they do not know and want to; at least one that the material does not answer",
    )
    goal: str = Field(description="what they want to walk away with")
    tone: str = Field(description="how they sound, in a few words")
    style: str = Field(description="how they write: length, sentence shape, habits")
    perspective: str = Field(description="the angle they look at the subject from")

    def _repr_html_(self) -> str:
        rows = ((name, "; ".join(value) if isinstance(value, list) else value) for name, value in self)
        cells = "".join(
            f"<tr><th align=left>{name}</th><td align=left>{escape(value)}</td></tr>" for name, value in rows
        )
        return f"<table>{cells}</table>"


class Cast(TypedDict):
    """A persona in the state of a conversation: its fields, and the id that turns refer to."""

    id: str
    persona: dict[str, object]
