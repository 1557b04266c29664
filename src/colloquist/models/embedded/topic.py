"""The topic: what a passage is about, as its heading names it, in a form that a question can hold."""

import re
from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.clause import parse
from colloquist.models.embedded.lexicon import BE, STOP, plural
from colloquist.models.embedded.nouns import phrases, rarest
from colloquist.models.embedded.passage import Passage
from colloquist.models.embedded.vocabulary import Vocabulary, ordinary, vocabulary
from colloquist.models.embedded.words import words

_ASKING = re.compile(r"\A(?:why|how|what|when|where|who)\b", re.IGNORECASE)
_INVERTED = re.compile(
    r"\A(?:did|does|do|is|are|was|were|can|could|should|will|has|have|must|why should|what is|what are)\b",
    re.IGNORECASE,
)
LONGEST_NAME = 8
_LONGEST_PROPER = 9
_COMPARED = re.compile(r" (?:compared|explained|revisited|reconsidered|in brief)\Z", re.IGNORECASE)


class Topic(NamedTuple):
    """`name`: the subject as a noun phrase; `section`: the part of it, a noun phrase, a clause or nothing.

    `titled`: the heading gives the name, so that it can be taken for what everything here is about.
    """

    name: str
    section: str
    plural: bool
    titled: bool

    @property
    def asks(self) -> bool:
        """Whether the section is a clause such as "why a valve pops"."""
        return bool(_ASKING.match(self.section))

    @property
    def is_question(self) -> bool:
        """Whether the section is a whole question."""
        return self.section.endswith("?") or bool(_INVERTED.match(self.section))


@lru_cache(maxsize=1024)
def topic(passage: Passage) -> Topic:
    """Return the topic of a passage, from its heading or else from its own words."""
    known = vocabulary(passage)
    # Small sections may have been read together; the first of them names the passage.
    parts = [part for part in (_heading(p.split("; ")[0], known) for p in passage.title.split(" / ")) if part]
    named = next((part for part in parts if _is_name(part)), "")
    name = named or _from_sentences(passage, known)
    name = _COMPARED.sub("", name)
    last = parts[-1] if parts else ""
    section = (
        "" if last == name or (not _is_name(last) and not _ASKING.match(last) and not last.endswith("?")) else last
    )
    return Topic(name, section, _many(name), bool(named))


def _many(name: str) -> bool:
    head = re.split(r" (?:of|in|for|to|from|with|by) ", name)[0]
    return " and " in head or (bool(words(head)) and plural(words(head)[-1].casefold()))


def _heading(part: str, known: Vocabulary) -> str:
    """Return a heading in the form in which it stands inside a sentence."""
    text = re.sub(r"\s+", " ", part if " " in part else re.sub(r"[-_]+", " ", part)).strip(" #*:.")
    text = re.sub(
        r"\A(?:\d+(?:\.\d+)*[.)]?|(?:chapter|section|part|appendix) \w+[.:]?)\s+", "", text, flags=re.IGNORECASE
    )
    shouted = text.isupper() and len(text) > 4
    tokens = [_word(token, n, known, shouted) for n, token in enumerate(text.split())]
    joined = " ".join(tokens)
    return joined[:1].lower() + joined[1:] if words(joined)[:1] and words(joined)[0].casefold() in STOP else joined


def _word(token: str, at: int, known: Vocabulary, shouted: bool) -> str:
    low = token.casefold()
    bare = re.sub(r"\W", "", token)
    if shouted:
        return low if low in known.lower or ordinary(bare.capitalize()) or at == 0 else token.capitalize()
    if at == 0 and bare.isalpha() and bare[1:].islower():
        common = len(bare) > _LONGEST_PROPER or plural(low)
        return known.lowered(token) or (low if common else token)
    return low if bare.istitle() and bare not in known.names and low in known.lower else token


def _is_name(part: str) -> bool:
    found = words(part)
    if (
        not found
        or len(found) > LONGEST_NAME
        or _ASKING.match(part)
        or part.endswith("?")
        or _INVERTED.match(part)
    ):
        return False
    if "," in part or ";" in part:
        return False
    return not any(word.casefold() in BE for word in found) and found[0].casefold() not in ("if", "when", "beyond")


def _from_sentences(passage: Passage, known: Vocabulary) -> str:
    """Return the subject of a defining sentence, or the phrase that recurs most."""
    for sentence in passage.sentences[:3]:
        clause = parse(known.lowered(sentence.core)) if sentence.speakable and not sentence.leans else None
        if clause and clause.verb in BE and len(clause.subject.split()) <= 4:
            return clause.subject
    found = [phrase for s in passage.sentences for phrase in phrases(s.text)]
    if found:
        return max(found, key=lambda phrase: (found.count(phrase), -found.index(phrase)))
    return rarest([], known.counts)
