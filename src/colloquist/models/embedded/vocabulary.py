"""The vocabulary of a passage: which words are names, so that a sentence can be opened up in its middle."""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.lexicon import ADVERBS, DETERMINERS, MONTHS, PREPOSITIONS, STOP
from colloquist.models.embedded.passage import Passage
from colloquist.models.embedded.verbs import BASE
from colloquist.models.embedded.words import stem, words

_INNER = re.compile(r"(?<=[a-z0-9,;)A-Z] )[A-Z][^\W\d_]+(?:-[^\W\d_]+)*(?:['’]s)?")
_COMMON_ENDING = re.compile(
    r"(?:tions?|ments?|ness|ity|ism|ing|ers|ors|ics|ties|ages|ings|ates|ists|ive|ical|tional|ous|ure|ware)\Z"
)


class Vocabulary(NamedTuple):
    """Words by how they are written inside sentences, and how often each stem occurs."""

    lower: frozenset[str]
    names: frozenset[str]
    counts: Counter[str]

    def lowered(self, text: str) -> str:
        """Return `text` as it stands inside a sentence; nothing when its first word may be a name."""
        first = re.split(r"[\s,]", text, maxsplit=1)[0]
        low = first.casefold()
        bare = re.sub(r"['’]s$", "", first)
        if not first[:1].isupper() or (bare in self.names and low not in self.lower):
            return text
        if first == "I" or any(c.isupper() or c.isdigit() for c in first[1:]):
            return text
        if low in self.lower or low.rstrip("s") in self.lower or f"{low}s" in self.lower or ordinary(first):
            return text[0].lower() + text[1:]
        return ""


def ordinary(word: str) -> bool:
    """Whether a word that opens a sentence is surely no name."""
    low = word.casefold()
    if low in STOP or low in DETERMINERS or low in PREPOSITIONS or low in ADVERBS or low in BASE:
        return True
    return (
        "-" in low
        or bool(_COMMON_ENDING.search(low))
        or low in ("many", "real", "water", "people", "older", "newer")
    )


@lru_cache(maxsize=1024)
def vocabulary(passage: Passage) -> Vocabulary:
    """Return the vocabulary of a passage, its title included."""
    lower: set[str] = set()
    names: set[str] = set(MONTHS)
    counts: Counter[str] = Counter()
    texts = [s.text for s in passage.sentences]
    for text in texts + passage.title.split(" / "):
        found = words(text)
        counts.update(stem(word) for word in found if word.casefold() not in STOP)
        lower.update(word for word in found if word[0].islower())
        if text in texts or _sentence_case(found):
            names.update(re.sub(r"['’]s$", "", word) for word in _INNER.findall(text))
    return Vocabulary(frozenset(lower), frozenset(names - {"The", "A", "In", "If", "When"}), counts)


def _sentence_case(found: list[str]) -> bool:
    """Whether capitals in a heading mean anything."""
    return sum(word[0].islower() for word in found) * 2 >= len(found)
