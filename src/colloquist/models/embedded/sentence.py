"""One sentence of a source: how it is said out of its place, and whether it can stand there alone."""

import re
from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.reading import carries_markup
from colloquist.models.embedded.words import is_english, plain, stems, words

_MARKER = re.compile(r"\A(?:[-*•‣▪–]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2}|_{1,2})(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*])")
_CONNECTIVE = re.compile(
    r"\A(?:However|Therefore|Thus|Hence|Moreover|Furthermore|In addition|In contrast|By contrast|Nevertheless"
    r"|Still"
    r"|Also|For example|For instance|Indeed|In fact|As a result|Consequently|Similarly|Likewise|Instead|Finally"
    r"|Meanwhile|Then|On the other hand|Second(?:ly)?|Third(?:ly)?|First(?:ly)?), "
    r"|\A(?:Yet|But|And|So|Nor) (?!does|do|is|are|can|did|was|has)"
)
_ASIDE = re.compile(
    r", (?:however|then|moreover|for example|for instance|by contrast|in contrast),(?= )"
    r"|,? (?:however|as well)(?=[.!?]\Z)"
)
_LEANING = re.compile(
    r"\A(?:It|Its|They|Their|Them|Theirs|This|These|Those|That|Such|He|She|His|Her|Here"
    r"|Both(?! \w+ and)|Each|Neither|Either"
    r"|Another|Others?|One(?! \w+ \w*s\b)|Then|There(?! (?:is|are|was|were)\b)|None|Nor"
    r"|The \w+ one|Beyond that|A further|The same"
    r"|The (?:latter|former|other|others|difference|result|reason|answer|second|third|fourth|two|rest|reasoning"
    r"|last|ratio|effect|comparison|usual compromise|customary compromise|idea|product|loss|pattern"
    r"|last row|two halves|train)"
    r"|(?:Some|Most|Many|All|Two|Three|Half|Part|Any) of (?:it|them|these|those)|Instead of|Once dissolved)\b"
)
_BACKWARDS = re.compile(
    r"\b(?:at|in|of|by|on|for|with|to|from|under|above|below|beyond|than|over|into|through|after|before) "
    r"(?:this|that|these|those|such|both)\b(?! is| are| it)"
    r"|\bthe (?:latter|former|same|first|second|two|others?)\b"
)
_OBJECT = re.compile(r"\A\w+(?: \w+)? (?:them|it)\b")
_DANGLING = re.compile(r"(?<!like )\b(?:this|these|those)(?=[,.;:]| because\b| and\b)")
_EARLY = re.compile(r"\b(?:it|its|they|their|them|this|these|those|he|she|his|her|both|him)\b")
_ANCHOR = re.compile(r"\b(?:the|an?|every)\b")
_SUMS_UP = re.compile(
    r"\A(?:For|With|At|In|Among|Under|Outside|Beyond|By)\b[^.]*? "
    r"(?:that|this) (?:is|was|gives?|gave|makes?|made|means?)\b"
)
_STARTER = re.compile(
    r"\A(?:In|On|At|By|For|From|With|Under|After|Before|If|When|As|Since|Because|Although|While|Once|Where|Unless|Of|Among|During"
    r"|Without|To|Until|Despite|Within|Even|Of)\b"
)
_END = ".!?…。！？؟।۔።։"
_CLOSERS = "\"'”’»)]」』*_"


class Sentence(NamedTuple):
    """What is known of a sentence from itself alone."""

    text: str
    core: str
    key: str
    core_key: str
    stems: frozenset[str]
    speakable: bool
    leans: bool
    item: bool
    announces: bool
    asks: bool


@lru_cache(maxsize=16384)
def read_sentence(raw: str) -> Sentence:
    """Return the analysis of one source sentence."""
    flat = " ".join(raw.split())
    text = _EMPHASIS.sub(r"\2", _MARKER.sub("", flat))
    announces = text.endswith(":")
    text = f"{text[:-1]}." if announces else text
    core = alone(text)
    return Sentence(
        text=text,
        core=core,
        key=plain(text),
        core_key=plain(core),
        stems=stems(text),
        speakable=_speakable(text),
        leans=leans(core),
        item=bool(_MARKER.match(flat)),
        announces=announces,
        asks=text.endswith("?") and len(text.split()) > 3 and not leans(core),
    )


def alone(text: str) -> str:
    """Return a sentence without the connective that tied it to the one before."""
    core = _CONNECTIVE.sub("", text, count=1)
    if not core.startswith(("If", "When")):
        core = _ASIDE.sub("", core, count=1)
    return core[:1].upper() + core[1:] if core != text and len(core.split()) > 2 else text


def leans(text: str) -> bool:
    """Whether a sentence points back to something that was said before it."""
    if _LEANING.match(text):
        return True
    if _OBJECT.match(text) or _SUMS_UP.match(text) or _DANGLING.search(text):
        return True
    opening = " ".join(text.split()[:9])
    early = _EARLY.search(opening)
    if early and _STARTER.match(text) and not _ANCHOR.search(opening[_first(opening) : early.start()]):
        return True
    return bool(_BACKWARDS.search(opening))


def _first(text: str) -> int:
    return text.find(" ") + 1


def _speakable(text: str) -> bool:
    ended = text.rstrip(_CLOSERS).endswith(tuple(_END))
    if not ended or text.endswith("?") or "|" in text or carries_markup(text) or text.endswith("..."):
        return False
    if not text.isascii() and not is_english(text):
        return len(text) > 5
    found = words(text)
    return len(found) >= 4 and (text[0].isalnum() or text[0] in "\"'“‘«(¿¡")
