"""Two sides: people of two roles, each with a stake of their own in what a passage is about."""

import re

from colloquist.models.embedded import reading
from colloquist.models.embedded.passage import Passage
from colloquist.models.embedded.persona import casting_of, passage_of, roles_in, somebody
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.words import lot
from colloquist.state.sides import LONGEST_NAME, Side, Sides

_HEAD = re.compile(r" (?:at|for|in|to|of|who|with|on|from|and|a)\b")
_PLAIN = ("Neighbour", "Visitor")


def sides(text: str) -> Sides:
    """Return the two people that a casting prompt asks for, with the roles next to each other in their field."""
    passage = passage_of(text)
    roles = roles_in(passage)
    start = lot(
        "sides", passage.title, passage.sentences[0].text, reading.line_after(text, "What sets them apart")
    )
    cast = [_side(text, passage, roles[(start + n) % len(roles)], n) for n in range(2)]
    about = topic(passage).name or "the subject"
    return Sides(dispute=f"what {about} should be to either of them", first=cast[0], second=cast[1])


def _side(text: str, passage: Passage, role: str, n: int) -> Side:
    which = ("first", "second")[n]
    cast = casting_of(reading.line_after(text, f"Casting note for the {which}"), passage)
    who = somebody(role, passage, cast._replace(bring_out="", perspective=""))
    return Side(name=_name(role, n), persona=who)


def _name(role: str, n: int) -> str:
    """Return what somebody in a role is called at a table: the role without where or for whom."""
    head = _HEAD.split(role)[0].removeprefix("retired ").strip()
    return head[:1].upper() + head[1:] if 0 < len(head) <= LONGEST_NAME else _PLAIN[n]
