"""The sides: two people at one table who want different things of the same subject, as they are cast."""

from pydantic import Field

from colloquist.state.persona import Persona
from colloquist.state.reply import ReplyPart

RESERVED = frozenset({"user", "assistant", "moderator", "system", "human", "model", "question", "answer"})
LONGEST_NAME = 24


class Side(ReplyPart):
    """One of the two: what they are called at the table, and who they are."""

    name: str = Field(description="one or two words for what they are here, with a capital; not a person's name")
    persona: Persona


class Sides(ReplyPart):
    """Two people who are opposed by their lives, and what they contend over."""

    dispute: str = Field(description="what they contend over, as somebody neutral would put it, in ten words")
    first: Side = Field(description="who speaks first")
    second: Side


def name_fault(sides: Sides) -> str:
    """Return what is wrong with the names of two sides, and what would do; nothing when they can be used."""
    names = [sides.first.name, sides.second.name]
    for which, name in zip(("first", "second"), names, strict=True):
        fault = _fault(name)
        if fault:
            return f"{which}.name is {name!r}: {fault}"
    if names[0].casefold() == names[1].casefold():
        return f"both are called {names[0]!r}: give them different names"
    return ""


def _fault(name: str) -> str:
    if name.casefold() in RESERVED:
        return "it is taken by a role"
    plain = all(char.isalnum() or char in " -’'" for char in name) and name == name.strip()
    # A script without capitals has none to give.
    fits = 0 < len(name) <= LONGEST_NAME and not name[:1].islower()
    good = plain and fits and any(char.isalpha() for char in name)
    return "" if good else f"write one or two words with a capital, at most {LONGEST_NAME} characters"
