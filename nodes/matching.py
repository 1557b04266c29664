"""Comparing words with a key without a model: whole answers that are the key, and texts that hold it."""

import re
import unicodedata
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f](?=\d{3}\b)")
_OTHER = re.compile(r"[^\w.%°]+|\.(?!\d)|(?<!\d)\.|_")
_NOT = r"(?:do not|don[’']t|cannot|can[’']t|can not|could not|couldn[’']t|am not|am unable|never)"
_UNKNOWN = re.compile(
    rf"\b(?:I {_NOT}|I[’']m not) (?:(?:really|actually|to) )?(?:know|say|tell|recall|remember|find|confirm"
    r"|place|answer|have (?:any |enough )?(?:information|record)|aware|familiar|heard?)\b"
    r"|\b(?:I(?: am|[’']m) (?:unaware|unfamiliar|unable)|I have (?:no|never)|I know (?:of no|nothing))\b"
    r"|\b(?:there is|there[’']s|I have|I can find) no (?:record|evidence|information|reliable|known|such)\b"
    r"|\b(?:is|are|was|were) (?:not known|unknown|not recorded)\b"
    r"|\bnobody knows\b|\bnothing to go on\b|\bdoes(?: not|n[’']t) exist\b",
    re.IGNORECASE,
)
SHORTEST_TELLING = 3


def plainly(text: str) -> str:
    """Return `text` without what makes no other answer of it: case, articles, punctuation, digit groups.

    After the normalisation that TriviaQA (1705.03551) compares answers by.
    """
    folded = _GROUPED.sub("", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(_ARTICLES.sub(" ", _OTHER.sub(" ", folded)).split())


def matches(reply: str, key: str, aliases: Sequence[str] = ()) -> bool:
    """Whether a reply is the key, or one of its other names, and nothing else."""
    bare = plainly(reply)
    return bool(bare) and bare in {plainly(name) for name in (key, *aliases)}


def holds(text: str, key: str, aliases: Sequence[str] = ()) -> bool:
    """Whether a text holds the key, or one of its other names, as whole words."""
    padded = f" {plainly(text)} "
    return any(f" {name} " in padded for name in map(plainly, (key, *aliases)) if name)


def gives_away(text: str, key: str, aliases: Sequence[str] = ()) -> bool:
    """Whether a text that should not hold the key does; names too short to tell anything are not looked for."""
    telling = [n for n in (key, *aliases) if len(plainly(n)) >= SHORTEST_TELLING or plainly(n).isdecimal()]
    return bool(telling) and holds(text, telling[0], telling[1:])


def says_unknown(text: str) -> bool:
    """Whether a text says that something is not known, by English phrases alone, which miss other ones."""
    return bool(_UNKNOWN.search(text))
