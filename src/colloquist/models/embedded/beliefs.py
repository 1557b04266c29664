"""Beliefs: what the embedded model has a learner believe of a passage, and how a tutor opens on it.

A belief is a sentence of the passage turned into its opposite, so that this sentence shows it wrong. It is no
misconception that anybody has, only one that can be had without inventing anything.
"""

import re

from colloquist.models.embedded.clause import Clause
from colloquist.models.embedded.lexicon import DETERMINERS, PREPOSITIONS
from colloquist.models.embedded.passage import Passage, Unit, read_passage
from colloquist.models.embedded.reading import Source, carries_markup
from colloquist.models.embedded.sentence import read_sentence
from colloquist.models.embedded.subjects import main_clause
from colloquist.models.embedded.vocabulary import vocabulary
from colloquist.models.embedded.words import is_english, lot
from colloquist.state.misconception import FoundMisconception, TutorOpening, TutorSentence

MOST = 3
_SHORTEST = 3
_NOT = re.compile(r"\b(?:not|never|no|cannot|hardly|only|must)\b")
_OF_A_TEXT = re.compile(r"\b(?:text|passage|snippet|source|document|excerpt)s?\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_LONG = 22
_GROWS = "it seemed to go without saying, and nothing has spoken against it so far"
_OPENINGS = (
    "I have always taken it that {b}. That is how I go about it, and tomorrow I have to tell somebody how it is.",
    "As I learned it, {b}. I would build on that without a second thought, and I am about to.",
    "To my mind it is plain that {b}. I have to decide by the end of the week, and I mean to go by that.",
)
_FIRST = (
    "Let us take that at its word. What would have to happen in front of your eyes if it were so?",
    "Hold on to that for a moment. Where in your own case would it show first?",
    "Say it is as you put it. What would you expect to find, then, that somebody else would not?",
    "Start from there. How would you show it to somebody who doubts it?",
    "Put it to work in your own case. What is the first thing that you would see happen?",
    "You are sure of that. On what exactly does it rest, as far as you can tell?",
    "Think of the nearest case you know. How did it go there?",
    "Go one step back. What must be so already for that to hold?",
)


def opening(source: Source | None) -> TutorOpening:
    """Return what a passage can be misunderstood in and the opening on the first; none where it is not English."""
    speaks = source and any(read_sentence(raw).speakable for raw in source.sentences)
    passage = read_passage(source) if source and speaks else None
    found = _beliefs(passage) if passage and passage.english else []
    if not found or passage is None:
        none = "No sentence here can be turned round so that it is still a sentence."
        return TutorOpening(material=none, misconceptions=[], message="", reply=[])
    start = lot("belief", found[0][0]) % min(MOST, len(found))
    ranked = [*found[start:], *found[:start]][:MOST]
    belief, key = ranked[0][0], ranked[0][1].spoken
    first = _FIRST[lot("first", key) % len(_FIRST)].partition(". ")
    return TutorOpening(
        material=f"{ranked[0][1].ids[0]} says the opposite of what one might take for granted.",
        misconceptions=[_misconception(belief, unit) for belief, unit in ranked],
        message=_OPENINGS[lot("opening", key) % len(_OPENINGS)].format(b=belief),
        reply=[TutorSentence(text=text, kind="discourse", cites=[]) for text in (f"{first[0]}.", first[2])],
    )


def _misconception(belief: str, unit: Unit) -> FoundMisconception:
    said = f"{belief[0].upper()}{belief[1:]}."
    return FoundMisconception(belief=said, grows_from=_GROWS, shown_wrong_by=unit.ids, instead=unit.spoken)


def _beliefs(passage: Passage) -> list[tuple[str, Unit]]:
    """Return the opposites of what units say, those first whose main clause can be turned round by itself."""
    known = vocabulary(passage)
    found: list[tuple[int, str, Unit]] = []
    for unit in passage.units:
        text = unit.texts[0].rstrip(" .!?…")
        foreign = not text.isascii() and not is_english(text)
        if foreign or carries_markup(unit.spoken) or _OF_A_TEXT.search(text):
            continue
        clause, whole = main_clause(text, known), known.lowered(text)
        if clause and _turns(clause):
            found.append((0, _opposite(clause), unit))
        elif whole and not unit.leans and not re.search("[:;?]", whole):
            plain = not _NOT.search(whole) and not _FIGURE.search(whole) and len(whole.split()) <= _LONG
            found.append((1 if plain else 2, f"it is not so that {whole}", unit))
    best = min((rank for rank, _, _ in found), default=0)
    return [(belief, unit) for rank, belief, unit in found if rank == best]


def _turns(clause: Clause) -> bool:
    """Whether a clause says enough, denies nothing, and has one name for its subject."""
    words = clause.subject.casefold().split()
    names = [n for n, word in enumerate(words) if n and word in DETERMINERS]
    single = all(words[n - 1] in PREPOSITIONS or words[n - 1] in ("and", "or") for n in names)
    said = f"{clause.verb} {clause.rest}"
    whole = len(clause.rest.split()) >= _SHORTEST and clause.rest.split()[-1].casefold() not in PREPOSITIONS
    return single and whole and not _NOT.search(said)


def _opposite(clause: Clause) -> str:
    if clause.base:
        support = "did" if clause.past else clause.support
        return f"{clause.subject} {support} not {clause.base} {clause.rest}"
    denied = "cannot" if clause.verb == "can" else f"{clause.verb} not"
    return f"{clause.subject} {denied} {clause.rest}"
