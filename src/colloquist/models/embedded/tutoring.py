"""Tutoring: what the embedded model has a learner believe, how its tutor asks, and how its learner tries.

A belief is a sentence of the passage turned into its opposite, so that this sentence shows it wrong. It is no
misconception that anybody has, only one that can be had without inventing anything.
"""

import re
from collections.abc import Sequence

from colloquist.models.embedded.clause import Clause
from colloquist.models.embedded.lexicon import DETERMINERS, PREPOSITIONS
from colloquist.models.embedded.nouns import phrases
from colloquist.models.embedded.passage import Passage, Unit, read_passage
from colloquist.models.embedded.reading import Source, Turn
from colloquist.models.embedded.subjects import main_clause
from colloquist.models.embedded.vocabulary import vocabulary
from colloquist.models.embedded.words import lot
from colloquist.state.misconception import FoundMisconception, TutorOpening, TutorSentence
from colloquist.state.sentences import asks
from colloquist.state.verdict import Move, NextMove

MOST = 3
NO_QUESTION = "ask no further question"
_SHORTEST = 3
_NOT = re.compile(r"\b(?:not|never|no|cannot|hardly|only|must)\b")
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
)
_NEXT = (
    "What does that leave of your view, as far as {k} goes?",
    "What would you now expect of {k}?",
    "How does that go together with what you took for granted about {k}?",
    "And what follows from it for {k}, in your own words?",
    "Where would you have put {k} in your own account?",
    "Which part of what you believed has to give way to {k}?",
)
_TRIES = (
    "I would have said that it makes no odds.",
    "My guess is that it stays as it was.",
    "As I see it, one and the same thing would come out.",
    "I should think that it settles by itself.",
    "Going by what I had in mind, hardly anything changes.",
)
_SEES = "Then that is where I went wrong at the beginning, and I take it back."
_SEE = "Say that you see it now"
_MOVES: tuple[Move, ...] = ("try_out", "relate", "misread")


def opening(source: Source | None) -> TutorOpening:
    """Return what a passage can be misunderstood in and the opening on the first; none where it is not English."""
    passage = read_passage(source) if source else None
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


def is_tutoring(answered: Sequence[str]) -> bool:
    """Whether the first answer of a conversation asks: then asking is the assistant's part."""
    return bool(answered) and asks(answered[0])


def question_on(unit: Unit, before: Sequence[str]) -> str:
    """Return the tutor's question after a unit was told, one that was not put before; mostly there is one."""
    named = [phrase for phrase in phrases(unit.spoken) if len(phrase.split()) < 4]
    start = lot("next", unit.spoken)
    told = "\n".join(before)
    for n in range(len(_NEXT)):
        form = _NEXT[(start + n) % len(_NEXT)]
        if named and form.partition("{k}")[0] not in told:
            return form.format(k=named[0])
    return ""


def led(moves: Sequence[NextMove], waiting: int, spoken: int, allowed: int) -> list[NextMove]:
    """Turn proposals that go after an answer into a learner's tries and a tutor's questions.

    In the last exchange, or with the last of what waits, nothing is asked any more.
    """
    closing = spoken + 4 > allowed or waiting < 3
    found = []
    for n, move in enumerate(moves):
        told: dict[str, str] = {"move": _MOVES[n % len(_MOVES)]}
        if closing:
            told |= {"aim": f"{_SEE}: {move.aim}", "brief": f"{move.brief[:-1]}, then {NO_QUESTION}."}
        found.append(move.model_copy(update=told))
    return found


def tried(aim: str, turns: Sequence[Turn]) -> str:
    """Return the learner's try where the tutor has asked, or what they see where the aim says so.

    It claims nothing that could be checked.
    """
    said = "\n".join(turn.text for turn in turns if turn.by == "user")
    if aim.startswith(_SEE):
        return "" if _SEES in said else _SEES
    if not turns or turns[-1].by == "user" or not asks(turns[-1].text):
        return ""
    start = lot(turns[-1].text) % len(_TRIES)
    return next((one for one in [*_TRIES[start:], *_TRIES[:start]] if one not in said), "")
