"""Names in an answer that no source and nobody in the conversation has said."""

import re
from collections.abc import Iterator, Sequence

from colloquist.nodes.checks.peoples import strange_peoples
from colloquist.nodes.checks.proper_names import SCALES, Name, names, unknown, vocabulary, vocabulary_of
from colloquist.nodes.checks.transcript import Sentence, Transcript
from colloquist.state.finding import Finding

_NOT_A_NAME = re.compile(r"(?:ing|ly|ed|ness|ment|tion|sion|ity|ance|ence|ure|ings|tions|ments)$")
_PLACED = r"\b(in|bei|nach|von|aus|zu|an der|island of|Greek island of) "


def naming(path: Transcript) -> Iterator[Finding]:
    """Find people, places, bodies and acronyms that a sentence claims to have from the sources and has not.

    One capitalised word that opens a sentence may be any word: it counts where the cited sentences name
    somebody whom the sentence leaves out.
    """
    sources: frozenset[str] = frozenset()
    known: set[str] = set()
    heard = 0
    for sentence, before in path.claims():
        if path.language == "de":
            yield from _misplaced(sentence, path, before)
        said = names(sentence.text, path.language)
        if not said:
            continue
        sources = sources or vocabulary_of(tuple(path.source_texts))
        said = tuple(name for name in said if unknown(name, [sources]))
        if not said:
            continue
        known.update(*map(vocabulary, before[heard:]))
        heard = len(before)
        for name in said:
            strange = unknown(name, [sources, known])
            if strange:
                strange = strange_peoples(strange, [*path.source_texts, *before])
            if strange and (not name.initial or _stands_in(name, sentence, path)):
                yield _finding(sentence, " ".join(strange))


def _finding(sentence: Sentence, name: str) -> Finding:
    severity = "signal" if sentence.kind == "unlabelled" else "repair"
    return sentence.finding("name", f"{name}: in no source and said by nobody", severity)  # type: ignore[arg-type]


def _stands_in(name: Name, sentence: Sentence, path: Transcript) -> bool:
    """Whether the sentence leaves out a name that it cites, so that this word may have taken its place."""
    if "|" in sentence.text or _NOT_A_NAME.search(name.words[0]):
        return False
    here = vocabulary(sentence.text)
    cited = [other for text in path.cited(sentence) for other in names(text, path.language) if not other.initial]
    return any(unknown(other, [here]) for other in cited)


def _misplaced(sentence: Sentence, path: Transcript, said: Sequence[str]) -> Iterator[Finding]:
    """Find, where every noun has a capital, a place that stands where a cited sentence has another."""
    here = vocabulary(sentence.text)
    everywhere = [vocabulary(text) for text in [*path.source_texts, *said]]
    for before, word in re.findall(_PLACED + r"([A-ZÄÖÜ][a-zäöüß]+)\b", sentence.text):
        strange = word not in SCALES and unknown(Name((word,), initial=False), everywhere)
        there = [
            match[1]
            for text in path.cited(sentence)
            for match in re.finditer(rf"\b{before} ([A-ZÄÖÜ][a-zäöüß]+)\b", text)
        ]
        if strange and there and all(unknown(Name((other,), initial=False), [here]) for other in there):
            yield _finding(sentence, word)
