"""From the labels of a verdict to those of the record: numbers become sentences, ids become sources."""

import re
from collections.abc import Sequence
from sys import intern

from colloquist.state.dialogue import Label
from colloquist.state.sentences import split_sentences
from colloquist.state.snippet import Snippet
from colloquist.state.verdict import SentenceLabel

RESTS_ON_SOURCES = ("grounded", "derived")
_CITE = re.compile(r"([1-9]\d{0,3})\.([1-9]\d{0,3})", re.ASCII)


def cited(cites: Sequence[str], sources: Sequence[Snippet]) -> list[str]:
    """Turn ids such as 1.3 into `<snippet id>#3`; ids of no sentence are left out."""
    found = (_lasting(cite, sources) for cite in dict.fromkeys(c.strip(" []") for c in cites))
    return [id_ for id_ in found if id_]


def _lasting(cite: str, sources: Sequence[Snippet]) -> str:
    """Return the lasting id of the sentence that a prompt calls `cite`, or "" where it is none."""
    if not (match := _CITE.fullmatch(cite)):
        return ""
    number, n = int(match[1]), int(match[2])
    known = number <= len(sources) and n <= len(sources[number - 1].sentences)
    # The same few ids stand in every label of a conversation, and hundreds of conversations in memory.
    return intern(f"{sources[number - 1].id}#{n}") if known else ""


def label(sentence: str, kind: str, cites: Sequence[str], sources: Sequence[Snippet]) -> Label:
    """Return the label of one sentence; a claim of support that cites nothing real counts as extension."""
    found = cited(cites, sources)
    kept = "extension" if kind in RESTS_ON_SOURCES and not found else kind
    return Label(sentence=sentence, kind=kept, cites=found)


def labelled(text: str, given: Sequence[SentenceLabel], sources: Sequence[Snippet], language: str) -> list[Label]:
    """Return one label per sentence of `text`, in order."""
    by_number = {item.sentence: item for item in given}
    return [
        label(sentence, by_number[n].kind, by_number[n].cites, sources)
        for n, sentence in enumerate(split_sentences(text, language), start=1)
    ]
