"""Reading a request: what the blocks of a prompt say, whatever words stand around them."""

import re
from functools import lru_cache
from typing import NamedTuple

_SOURCE = re.compile(r'^<source id="(\d+)" title="([^"\n]*)">\n(.*?)^</source>', re.MULTILINE | re.DOTALL)
_NUMBERED = re.compile(r"^\[(?:\d+\.|a|r)(\d+)\] (.*(?:\n  .*)*)", re.MULTILINE)
_CONVERSATION = re.compile(r"^<conversation>\n(.*?)^</conversation>", re.MULTILINE | re.DOTALL)
_TURN = re.compile(r'^<turn n="(\d+)" by="(\w+)">\n(.*?)^</turn>', re.MULTILINE | re.DOTALL)
_ANSWER = re.compile(r'^<answer turn="\d+">\n(.*?)^</answer>', re.MULTILINE | re.DOTALL)
_REACH = re.compile(r"^<within_reach>\n(.*?)^</within_reach>", re.MULTILINE | re.DOTALL)
_PERSONA = re.compile(r"^<persona>\n(.*?)^</persona>", re.MULTILINE | re.DOTALL)
_SUMMARY = re.compile(r"^<summary>\n(.*?)^</summary>", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(
    r"^<(source|conversation|answer|within_reach|persona|summary|later|faults|reviews)\b[^\n]*>\n.*?^</\1>\n?",
    re.MULTILINE | re.DOTALL,
)
_CLOSING = re.compile(r"^</(?:source|conversation|answer|within_reach|persona|summary)>", re.MULTILINE)
_AIM = re.compile(r"^What you are after:[ ]*(.+)$", re.MULTILINE)
_STANDING = re.compile(r"^[^\n:]{1,40}: (\d+) of (?:at most )?(\d+)\b", re.MULTILINE)
_OURS = re.compile(
    r"</?(?:source|turn|conversation|persona|answer|within_reach|summary|move)\b|\[A note for you", re.IGNORECASE
)


class Source(NamedTuple):
    """One numbered source as it stands in a prompt."""

    number: int
    title: str
    sentences: tuple[str, ...]


class Turn(NamedTuple):
    """One message of the conversation so far."""

    by: str
    text: str


class Task(NamedTuple):
    """What the user agent is asked for: the kind of move, and what to go after."""

    move: str
    aim: str


def sources(text: str) -> list[Source]:
    """Return the sources in `text`, by number."""
    found = {int(m[1]): Source(int(m[1]), m[2], numbered(m[3])) for m in _SOURCE.finditer(text)}
    return [found[number] for number in sorted(found)]


def numbered(block: str) -> tuple[str, ...]:
    """Return the numbered lines of a block, continued lines joined."""
    return tuple(m[2].replace("\n  ", "\n") for m in _NUMBERED.finditer(block))


def turns(text: str) -> list[Turn]:
    """Return the turns of the last conversation block."""
    blocks = _CONVERSATION.findall(text)
    return [Turn(m[2], m[3].rstrip("\n")) for m in _TURN.finditer(blocks[-1])] if blocks else []


def answer(text: str) -> tuple[str, ...]:
    """Return the numbered sentences of the answer to be judged."""
    found = _ANSWER.findall(text)
    return numbered(found[-1]) if found else ()


def reach(text: str) -> tuple[str, ...]:
    """Return the lines of what is within reach."""
    found = _REACH.findall(text)
    return numbered(found[-1]) if found else ()


def summary(text: str) -> str:
    """Return the summary of earlier turns, or nothing."""
    found = _SUMMARY.findall(text)
    return str(found[-1]).strip() if found else ""


def tagged(text: str, tag: str) -> str:
    """Return what stands between the last tags of that name, or nothing."""
    found = re.findall(rf"^<{tag}>\n(.*?)^</{tag}>", text, re.MULTILINE | re.DOTALL)
    return str(found[-1]).strip() if found else ""


def persona(text: str) -> dict[str, str] | None:
    """Return the persona's rows by label, or None where no persona stands."""
    found = _PERSONA.findall(text)
    if not found:
        return None
    rows = (line.partition(": ") for line in str(found[-1]).replace("\n  ", " ").splitlines())
    return {label.strip(): value.strip() for label, _, value in rows if value}


def task(text: str) -> Task:
    """Return move and aim: what stands after the conversation, the marked line or else the last paragraph."""
    closings = list(_CLOSING.finditer(text))
    tail = text[closings[-1].end() :] if closings else text
    marked = _AIM.search(tail)
    if marked:
        return Task(tail[: marked.start()].strip(), marked[1].strip())
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", tail) if p.strip()]
    return Task("", paragraphs[-1] if paragraphs else "")


def remark(text: str) -> tuple[str, str]:
    """Split a message from the bracketed note that ends it; the note is empty where there is none."""
    bare = text.rstrip()
    at = bare.rfind("\n\n[")
    if at < 0 or not bare.endswith("]"):
        return without_blocks(bare), ""
    note = bare[at + 3 : -1]
    return without_blocks(bare[:at]), note.partition(": ")[2] or note


@lru_cache(maxsize=64)
def without_blocks(text: str) -> str:
    """Return what stands around the blocks."""
    return _BLOCK.sub("", text).strip()


def standing(text: str) -> tuple[int, int]:
    """Return turns spoken and turns allowed; without such a line there is room."""
    found = _STANDING.search(without_blocks(text))
    return (int(found[1]), int(found[2])) if found else (0, 1000)


def used_elsewhere(text: str) -> frozenset[str]:
    """Return the ids of sentences that other paths have told."""
    return frozenset(re.findall(r"\b\d+\.\d+\b", line_after(text, "Used on other paths")))


def line_after(text: str, label: str) -> str:
    """Return what follows `label` on its line, outside all blocks."""
    found = re.search(rf"^{re.escape(label)}[^:\n]*:[ ]*(.+)$", without_blocks(text), re.MULTILINE)
    return found[1].strip() if found else ""


def carries_markup(text: str) -> bool:
    """Whether `text` holds what nobody may say: a tag of the prompts."""
    return bool(_OURS.search(text))


def without_markup(text: str) -> str:
    """Return `text` without anything that looks like a tag of the prompts."""
    return _OURS.sub("", text)
