"""Replies that break off: no end to the last sentence, or a fence, bracket or quotation that stays open."""

import re
from collections.abc import Iterator

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.state.finding import Finding

_ENDED = re.compile(r"[.!?…。！？]['\"”’»)\]*_`]*$|[|`]$|\*\*$|>$|[\]\)]$")
_ITEM = re.compile(r"\s*(?:[-*+•>]|\d{1,3}[.)]|\|)\s*\S")
_HANGING = re.compile(
    r"(?:\b(?:the|a|an|of|and|or|to|in|on|at|by|for|from|with|that|which|because|if|is|are|was|were|but|as|than|into|"
    r"der|die|das|und|oder|von|mit|für|im|ein|eine|dem|den|weil|dass|ist|every|each|its|their|his|her)|[,;:–—-])$",
    re.I,
)
_RESULT = re.compile(r"^[\W_]*\w+(?: \w+){0,2}: \S.{0,40}$")
_FORMULA = re.compile(r"[=≈<>].*\d\S*(?:\s?[^\W\d]\S*){0,3}$")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def truncation(path: Transcript) -> Iterator[Finding]:
    """Find turns that stop in the middle. People leave out the last full stop; an assistant does not."""
    for turn in path.turns:
        text = turn["text"].rstrip()
        says = _open_end(text) if turn["role"] == "assistant" else ""
        if not says and _HANGING.search(text[-24:]):
            says = f'it breaks off at "{text[-30:]}"'
        says = says or _unbalanced(text)
        if says:
            yield on_turn(turn, "truncated", says)


def _open_end(text: str) -> str:
    last = text.rpartition("\n")[2]
    if not text or _ENDED.search(text[-12:]) or _FORMULA.search(last[-60:]):
        return ""
    if (_ITEM.match(last) or ("\n" in text and _RESULT.match(last))) and not _HANGING.search(last[-24:]):
        return ""
    return f'it breaks off at "{text[-30:]}"'


def _unbalanced(text: str) -> str:
    if text.count("```") % 2:
        return "a fence of code is never closed"
    plain = _CODE.sub("", text) if "`" in text else text
    if plain.count("(") > plain.count(")"):
        return "a bracket is never closed"
    if plain.count("[") > plain.count("]"):
        return "a square bracket is never closed"
    last = plain.rpartition("\n")[2]
    return "a quotation is never closed" if last.count("“") > last.count("”") and "„" not in last else ""
