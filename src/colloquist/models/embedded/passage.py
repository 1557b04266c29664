"""A passage: the sentences of a source in units that can be said together, and which of them still wait."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.forms import supposes
from colloquist.models.embedded.reading import Source
from colloquist.models.embedded.sentence import Sentence, read_sentence
from colloquist.models.embedded.words import is_english, plain, stems

LONGEST_UNIT = 3
COMMON_LENGTH = 24
_TELLING = 8
_ABBREVIATED = (" v.", " vs.", " cf.", " Dr.", " Mr.", " Mrs.", " St.", " No.", " e.g.", " i.e.", " approx.")
_PARAPHRASED = 0.8
_SPLIT = re.compile(r"(?<=[.!?…。！？؟।])\s+")


class Unit(NamedTuple):
    """Sentences said in one breath. `leans`: they point back; `asked`: the passage itself asks for them."""

    source: int
    first: int
    sentences: tuple[Sentence, ...]
    leans: bool
    asked: str = ""

    @property
    def ids(self) -> list[str]:
        """The ids that cite its sentences."""
        return [f"{self.source}.{n}" for n in range(self.first, self.first + len(self.sentences))]

    @property
    def stems(self) -> frozenset[str]:
        """What it is about."""
        return frozenset().union(*(sentence.stems for sentence in self.sentences))

    @property
    def texts(self) -> list[str]:
        """Its sentences as they are said out of their place."""
        return [self.sentences[0].core, *(sentence.text for sentence in self.sentences[1:])]

    @property
    def spoken(self) -> str:
        """What is said when it is said."""
        return " ".join(self.texts)

    @property
    def size(self) -> int:
        """How much it says, in sentences of common length."""
        return max(len(self.sentences), round(len(self.spoken.split()) / COMMON_LENGTH))

    @property
    def steps(self) -> bool:
        """Whether it tells several items of a list."""
        return sum(sentence.item for sentence in self.sentences) > 1


class Passage(NamedTuple):
    """A source that has been read."""

    number: int
    title: str
    sentences: tuple[Sentence, ...]
    units: tuple[Unit, ...]
    english: bool


@lru_cache(maxsize=1024)
def read_passage(source: Source) -> Passage:
    """Return the units of a source; where nothing looks like a sentence everything is taken for one."""
    sentences = _once(read_sentence(raw) for raw in source.sentences)
    if not any(s.speakable for s in sentences):
        sentences = _once(s._replace(speakable=bool(s.key.strip())) for s in sentences)
    english = is_english(" ".join(source.sentences))
    return Passage(source.number, source.title, sentences, tuple(_units(source.number, sentences)), english)


def _once(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Return the sentences; one of which a part was there before cannot be said again."""
    seen, found = "", []
    for sentence in sentences:
        keys = [plain(piece) for piece in (sentence.core, *_SPLIT.split(sentence.text))]
        again = any(key in seen for key in keys if len(key) > _TELLING)
        found.append(sentence._replace(speakable=sentence.speakable and not again))
        seen += sentence.key if found[-1].speakable else ""
    return tuple(found)


def _units(number: int, sentences: Sequence[Sentence]) -> Iterable[Unit]:
    at = 0
    while at < len(sentences):
        end = at + 1
        if not sentences[at].speakable:
            at = end
            continue
        while end < len(sentences) and end - at < LONGEST_UNIT and _joins(sentences[end - 1], sentences[end]):
            end += 1
        asked = sentences[at - 1].core if at and sentences[at - 1].asks else ""
        yield Unit(number, at + 1, tuple(sentences[at:end]), sentences[at].leans and not asked, asked)
        at = end


def _joins(before: Sentence, sentence: Sentence) -> bool:
    """Whether a sentence is said in one breath with the one before it."""
    tied = sentence.leans or (before.announces and sentence.item) or _goes_on(before)
    return sentence.speakable and tied


def _goes_on(sentence: Sentence) -> bool:
    """Whether a sentence is not complete without the next: a case set up, or one cut at an abbreviation."""
    return supposes(sentence.core) or sentence.text.endswith(_ABBREVIATED)


class Said(NamedTuple):
    """Everything that was said so far, in the forms that sentences are looked up in."""

    keys: str
    sentences: tuple[frozenset[str], ...]

    def holds(self, sentence: Sentence) -> bool:
        """Whether a sentence was said, word for word or nearly."""
        if sentence.core_key in self.keys or sentence.key in self.keys:
            return True
        least = _PARAPHRASED * len(sentence.stems)
        return len(sentence.stems) > 3 and any(len(sentence.stems & said) >= least for said in self.sentences)


def said(texts: Iterable[str]) -> Said:
    """Return what `texts` say."""
    known = list(texts)
    pieces = tuple(stems(piece) for text in known for piece in _SPLIT.split(text))
    return Said(plain("\n".join(known)), pieces)


def waiting(passages: Sequence[Passage], spoken: Said) -> list[Unit]:
    """Return the units of which nothing was said and that can be said now."""
    found = []
    for passage in passages:
        done = {n for n, s in enumerate(passage.sentences, start=1) if s.speakable and spoken.holds(s)}
        for unit in passage.units:
            numbers = range(unit.first, unit.first + len(unit.sentences))
            if not done.intersection(numbers) and (not unit.leans or unit.first - 1 in done):
                found.append(unit)
    return found
