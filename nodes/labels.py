"""From the labels of a verdict to those of the record: numbers become sentences, ids become sources."""

from collections.abc import Sequence

from colloquist.state.dialogue import Label
from colloquist.state.sentences import split_sentences
from colloquist.state.snippet import Snippet
from colloquist.state.verdict import SentenceLabel

RESTS_ON_SOURCES = ("grounded", "derived")


def cited(cites: Sequence[str], sources: Sequence[Snippet]) -> list[str]:
    """Turn ids such as 1.3 into `<snippet id>#3`; ids of no sentence are left out."""
    known = {
        f"{number}.{n}": f"{snippet.id}#{n}"
        for number, snippet in enumerate(sources, start=1)
        for n in range(1, len(snippet.sentences) + 1)
    }
    return [known[cite] for cite in dict.fromkeys(c.strip(" []") for c in cites) if cite in known]


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
