"""The transcript: one path as the checks read it, cut into labelled sentences, beside what it may stand on."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from colloquist.nodes.checks.quantities import quantities
from colloquist.nodes.checks.quantity import Quantity
from colloquist.nodes.checks.tables import given_by
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding, Severity
from colloquist.state.persona import Persona
from colloquist.state.sentences import split_sentences
from colloquist.state.snippet import Snippet

CLAIMS = ("grounded", "derived", "unlabelled")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a turn: its label, and where the turn stands on the path."""

    turn: Turn
    place: int
    text: str
    kind: str
    cites: tuple[str, ...]

    def finding(self, kind: str, says: str, severity: Severity = "repair") -> Finding:
        """Return a finding on this sentence."""
        return Finding(kind=kind, severity=severity, turn_id=self.turn["id"], sentence=self.text, says=says)


class Speaker(NamedTuple):
    """One of several people who speak the user's turns: by which id, under which name, and who it is."""

    persona_id: str
    name: str
    persona: Persona | None


@dataclass(frozen=True)
class Transcript:
    """The turns of one path from the root to its leaf, its sources, and who asks (None: nobody in particular).

    Where several people speak for the user, `speakers` are they, and `persona` is None.
    """

    turns: Sequence[Turn]
    sources: Sequence[Snippet]
    persona: Persona | None = None
    language: str = "en"
    speakers: Sequence[Speaker] = ()

    @cached_property
    def people(self) -> dict[str | None, Persona]:
        """The personas of the path: each by its id where there are several, otherwise the one under None."""
        if self.speakers:
            return {who.persona_id: who.persona for who in self.speakers if who.persona}
        return {None: self.persona} if self.persona else {}

    def speaker(self, turn: Turn) -> str | None:
        """Return under which id of `people` a turn of the user was spoken."""
        return turn["persona_id"] if self.speakers else None

    @cached_property
    def answers(self) -> list[Sentence]:
        """The sentences of all assistant turns, in order; those of an unlabelled turn are of kind "unlabelled"."""
        return [
            sentence
            for place, turn in enumerate(self.turns)
            if turn["role"] == "assistant"
            for sentence in self._labelled(place, turn)
        ]

    def _labelled(self, place: int, turn: Turn) -> Iterable[Sentence]:
        labels = turn.get("labels", [])
        if not labels:
            cut = split_sentences(turn["text"], self.language)
            return [Sentence(turn, place, text, "unlabelled", ()) for text in cut]
        return [Sentence(turn, place, one["sentence"], one["kind"], tuple(one["cites"])) for one in labels]

    @cached_property
    def source_sentences(self) -> dict[str, str]:
        """Every sentence that may be cited, by the id that labels use."""
        return {
            f"{snippet.id}#{n}": text
            for snippet in self.sources
            for n, text in enumerate(snippet.sentences, start=1)
        }

    @cached_property
    def source_texts(self) -> list[str]:
        """Every text of the sources: headings, then sentences."""
        return [*(snippet.heading for snippet in self.sources), *self.source_sentences.values()]

    def cited(self, sentence: Sentence) -> list[str]:
        """Return the source sentences that a sentence cites; all of them when its turn has no labels."""
        if sentence.kind == "unlabelled":
            return self.source_texts
        return [self.source_sentences[cite] for cite in self.cited_ids(sentence)]

    def cited_ids(self, sentence: Sentence) -> list[str]:
        """Return the ids of the source sentences that a sentence may rest on."""
        known = self.source_sentences
        return (
            list(self.given)
            if sentence.kind == "unlabelled"
            else [cite for cite in sentence.cites if cite in known]
        )

    @cached_property
    def given(self) -> dict[str, tuple[Quantity, ...]]:
        """The quantities of every sentence that may be cited, and of every heading."""
        found = {f"{snippet.id}#heading": quantities(snippet.heading, self.language) for snippet in self.sources}
        for snippet in self.sources:
            rows = given_by(snippet.sentences, self.language)
            found |= {f"{snippet.id}#{n}": row for n, row in enumerate(rows, start=1)}
        return found

    def claims(self) -> Iterator[tuple[Sentence, list[str]]]:
        """Yield every sentence that claims something, with all that was said before it; the list only grows."""
        said: list[str] = []
        at = 0
        for place, turn in enumerate(self.turns):
            if turn["role"] == "user":
                said.append(turn["text"])
            while at < len(self.answers) and self.answers[at].place == place:
                if self.answers[at].kind in CLAIMS:
                    yield self.answers[at], said
                said.append(self.answers[at].text)
                at += 1


def on_turn(turn: Turn, kind: str, says: str, severity: Severity = "repair") -> Finding:
    """Return a finding on a whole turn."""
    return Finding(kind=kind, severity=severity, turn_id=turn["id"], sentence="", says=says)
