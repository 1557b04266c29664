"""The user agent: puts an aim into a message in the persona's manner, from what the persona may know."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from colloquist.models.embedded import reading
from colloquist.models.embedded.begins import lead
from colloquist.models.embedded.manners import Manner, manner
from colloquist.models.embedded.nouns import phrases
from colloquist.models.embedded.tutoring import tried
from colloquist.models.embedded.words import is_english, lot, pick, plain

_CLAUSE = re.compile(r"\b(?P<clause>(?:why|how|what|when|where|which|who|whom|whether)\b[^?]*)", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:find out|ask(?: about)?|learn|to know|understand|press for)\s+"
    r"(?P<clause>(?:why|how|what|when|where|which|who|whom|whether)\b[^?]*)",
    re.I,
)
_SIDE = re.compile(r": *(?P<clause>(?:why|how|what|when|where|which|who|whom|whether)\b[^?;]*)")
_OBJECTS = re.compile(r"\b(?:object|disbeliev\w*|not believe|push back|against it)\b", re.I)
_SPOKEN = re.compile(r"\b(?:she|he|they|her|his|their|you|your)\b", re.I)
_CALLED = re.compile(r"\A([^:\n]{1,24}): ")
_REPLIES = (
    "That may do at your end, {other}, but it does not settle mine.",
    "You make it sound easy, {other}.",
    "I do not see it that way, {other}.",
    "You would not say so in my place, {other}.",
    "That is one half of it, {other}.",
    "I have heard that before, {other}, and I am still here.",
)
_MORE = (
    "What else should I know about this?",
    "Is there anything more to it?",
    "What have you not told me yet?",
    "And what lies beyond that?",
    "What would you add to that?",
    "Is that all there is to say?",
)


class Wish(NamedTuple):
    """What the message asks for: a straight question or a clause that asks."""

    question: str
    clause: str


def message(text: str) -> str:
    """Return the user's next message."""
    return spoken_by(reading.persona(text) or {}, reading.turns(text), reading.task(text))


def spoken_by(who: dict[str, str], turns: Sequence[reading.Turn], task: reading.Task) -> str:
    """Return how somebody words an aim after what was said; `who` has the rows of a persona by label."""
    mine = _mine(turns, who.get("What you are called here", ""))
    wish = _wish(task.aim, who, turns)
    talk = manner(who.get("How you write", ""), who.get("How you sound", ""))
    said = _worded(wish, talk, mine, objects=bool(_OBJECTS.search(task.move)))
    called = who.get("What you are called here", "")
    first = lead(task.move, _last_answer(turns), (*mine, *who.values()))
    first = _situation(who, mine) if first is None else first
    parts = [first, _reply(turns, mine, called), tried(task.aim, turns), said]
    return _unsaid(_tidy(" ".join(filter(None, parts))), turns)


def _mine(turns: Sequence[reading.Turn], name: str) -> list[str]:
    """Return what the user has said; of several who speak under names, what this one has, and the opening."""
    asked = [turn.text for turn in turns if turn.by == "user"]
    return asked if not name else asked[:1] + [text for text in asked[1:] if text.startswith(f"{name}: ")]


def _reply(turns: Sequence[reading.Turn], mine: Sequence[str], name: str) -> str:
    """Return a few words to whoever spoke last at a table of several, or nothing."""
    others = [match[1] for turn in turns if turn.by == "user" and (match := _CALLED.match(turn.text))]
    if not name or not others or others[-1] == name:
        return ""
    fresh = [form for form in _REPLIES if not any(form.split("{")[0] in said for said in mine)]
    return pick(fresh or _REPLIES, name, others[-1], len(turns)).format(other=others[-1])


def _unsaid(text: str, turns: Sequence[reading.Turn]) -> str:
    """Return `text`, or another question where the very same words have been said."""
    before = {" ".join(turn.text.split()) for turn in turns}
    options = [text, *_MORE, f"{text} ({len(turns)})"]
    return next(option for option in options if " ".join(option.split()) not in before)


def _wish(aim: str, who: dict[str, str], turns: Sequence[reading.Turn]) -> Wish:
    """Read an aim: a question, a clause that asks, or else the person's own first open gap."""
    asked = "\n".join(turn.text for turn in turns)
    if aim.rstrip().endswith("?"):
        return Wish(re.split(r"(?<=[.!?:]) (?=[A-Z])", aim.strip())[-1], "")
    told = _TOLD.search(aim) or _SIDE.search(aim)
    if told:
        return Wish("", _clause(told["clause"]))
    if not is_english(f"{aim} {asked}") and len(aim) < 30:
        return Wish(aim or "…", "")
    for gap in who.get("What you do not know", "").split("; "):
        found = _CLAUSE.match(gap.strip())
        if found and plain(found["clause"]).strip() not in plain(asked):
            return Wish("", _clause(found["clause"]))
    return _from_last(turns)


def _clause(text: str) -> str:
    clause = re.sub(r"\s+", " ", text).strip(" .;,")
    return clause[:1].lower() + clause[1:]


def _from_last(turns: Sequence[reading.Turn]) -> Wish:
    """Take up something of the last answer when nothing else gives a question."""
    last = _last_answer(turns)
    asked = plain("\n".join(turn.text for turn in turns if turn.by == "user"))
    named = [phrase for phrase in phrases(last) if plain(phrase) not in asked]
    if named:
        return Wish(f"You mentioned {named[-1]}. What more is there to say about that?", "")
    return Wish(next((more for more in _MORE if plain(more) not in asked), _MORE[0]), "")


def _last_answer(turns: Sequence[reading.Turn]) -> str:
    return next((turn.text for turn in reversed(turns) if turn.by == "assistant"), "")


def _worded(wish: Wish, talk: Manner, mine: Sequence[str], *, objects: bool) -> str:
    """Return the wish in the person's manner, with a lead they have not used yet."""
    if wish.clause.startswith("why ") and objects:
        forms, fills = talk.objection, {"c": wish.clause[4:]}
    elif wish.clause:
        forms, fills = talk.clause, {"i": wish.clause}
    else:
        forms, fills = talk.straight, {"q": wish.question, "l": wish.question[:1].lower() + wish.question[1:]}
    start = lot(wish.question or wish.clause, len(mine)) % len(forms)
    turned = [*forms[start:], *forms[:start]]
    fresh = [form for form in turned if not any(_lead(form) and _lead(form) in said for said in mine)]
    return (fresh or ["{q}"] if "q" in fills else fresh or turned)[0].format(**fills)


def _lead(form: str) -> str:
    return re.split(r"\{\w\}", form)[0].strip()


def _situation(who: dict[str, str], mine: Sequence[str]) -> str:
    """Return what brings the person here, once and soon, where it can be said in the first person."""
    told = who.get("What brings you here", "")
    said = len(mine) > 2 or any(told in one for one in mine)
    if not told or said or len(told.split()) > 24 or _SPOKEN.search(told):
        return ""
    return told if told.endswith((".", "!")) and told[0].isupper() else ""


def _tidy(text: str) -> str:
    """Mend what joining may break: blanks, doubled words, doubled marks, a small letter after a stop."""
    text = re.sub(r"\s+", " ", reading.without_markup(text)).strip()
    text = re.sub(r"\b(\w+)( \1)+\b", lambda m: m[0] if m[1].casefold() in ("had", "that") else m[1], text)
    text = re.sub(r"\?[.?]+", "?", text)
    text = re.sub(r"(?<=[^.][.!?] )([a-z])", lambda m: m[1].upper(), text)
    return text[:1].upper() + text[1:] if text else "…"
