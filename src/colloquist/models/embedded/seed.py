"""The seed: an opening question, and the passage's most central sentences as its answer."""

import re
from collections import Counter
from collections.abc import Sequence

from colloquist.models.embedded.openings import opening
from colloquist.models.embedded.passage import Passage, Unit, read_passage
from colloquist.models.embedded.reading import Source
from colloquist.models.embedded.words import stems
from colloquist.state.seed import SeedAnswer, SeedSentence

LONGEST_ANSWER = 4
_DEFINES = re.compile(r"\b(?:is|are) (?:a|an|the|called)\b|\bconsists? of\b|\bmeans that\b")
_EXPLAINS = re.compile(
    r"\b(?:because|since|so that|therefore|thus|causes?|by \w+ing|when|depends?)\b|, so\b", re.I
)
_DETAIL = re.compile(r"\d|\b(?:for example|such as|however|although|exception)\b", re.I)


def seed_answer(source: Source) -> SeedAnswer:
    """Return the seed exchange of a source."""
    passage = read_passage(source)
    chosen = seed_units(passage)
    return SeedAnswer(question=opening(passage), answer=[part for unit in chosen for part in _sentences(unit)])


def seed_units(passage: Passage) -> list[Unit]:
    """Return the units that the seed answer says: the core, in order, at most half of the passage."""
    speakable = sum(unit.size for unit in passage.units)
    room = max(1, min(LONGEST_ANSWER, speakable // 2))
    weights = _centrality(passage)
    first = next((unit for unit in passage.units if not unit.leans), passage.units[0])
    chosen, used = [first], first.size
    for unit in sorted(passage.units, key=lambda unit: -_merit(unit, weights)):
        fits = used + unit.size <= room
        if fits and unit not in chosen and not unit.leans and not unit.asked:
            chosen.append(unit)
            used += unit.size
    return sorted(chosen, key=lambda unit: unit.first)


def _centrality(passage: Passage) -> Counter[str]:
    counts = Counter(stem for unit in passage.units for stem in unit.stems)
    counts.update({stem: 2 for stem in stems(passage.title)})
    return counts


def _merit(unit: Unit, weights: Counter[str]) -> float:
    text = unit.sentences[0].text
    shared = sum(weights[stem] - 1 for stem in unit.stems) / (4 + len(unit.stems))
    bonus = (
        1.0 * bool(_DEFINES.search(text)) + 0.8 * bool(_EXPLAINS.search(text)) - 0.6 * bool(_DETAIL.search(text))
    )
    return shared + bonus - 0.08 * unit.first


def _sentences(unit: Unit) -> Sequence[SeedSentence]:
    texts = [unit.sentences[0].core, *(sentence.text for sentence in unit.sentences[1:])]
    return [
        SeedSentence(text=text, kind="grounded", cites=[cite]) for text, cite in zip(texts, unit.ids, strict=True)
    ]
