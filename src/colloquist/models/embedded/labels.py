"""The labels: what each sentence of an answer rests on, by its words."""

from collections.abc import Sequence

from colloquist.models.embedded.beyond import is_refusal
from colloquist.models.embedded.passage import Passage
from colloquist.models.embedded.words import plain, stems, words
from colloquist.state.verdict import LabelKind, SentenceLabel

_NEAR = 0.85
_FOLLOWS = 0.6
_CLAIM = 5


def labels(answer: Sequence[str], passages: Sequence[Passage]) -> list[SentenceLabel]:
    """Return one label per sentence of the answer, in order."""
    return [_label(n, sentence, passages) for n, sentence in enumerate(answer, start=1)]


def _label(number: int, text: str, passages: Sequence[Passage]) -> SentenceLabel:
    share, cite = _nearest(text, passages)
    if share >= _NEAR:
        return SentenceLabel(sentence=number, kind="grounded", cites=[cite])
    if is_refusal(text):
        return SentenceLabel(sentence=number, kind="refusal", cites=[])
    if share >= _FOLLOWS:
        return SentenceLabel(sentence=number, kind="derived", cites=[cite])
    claims = len(stems(text)) >= _CLAIM and not text.rstrip().endswith(("?", ":"))
    kind: LabelKind = "extension" if claims else "discourse"
    return SentenceLabel(sentence=number, kind=kind, cites=[])


def _nearest(text: str, passages: Sequence[Passage]) -> tuple[float, str]:
    """Return how much of a sentence one source sentence holds, and the id of that one."""
    key, own = plain(text), stems(text)
    best = (0.0, "")
    for passage in passages:
        for n, sentence in enumerate(passage.sentences, start=1):
            cite = f"{passage.number}.{n}"
            if len(words(text)) > 1 and (
                key in sentence.key or (sentence.core_key in key and len(sentence.core) > 20)
            ):
                return 1.0, cite
            share = len(own & sentence.stems) / len(own) if own else 0.0
            best = max(best, (share, cite), key=lambda pair: pair[0])
    return best
