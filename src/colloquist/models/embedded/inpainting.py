"""Inpainting: which sentences of a passage make an answer, and what to ask so that a given one answers it."""

import re
from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.openings import opening
from colloquist.models.embedded.passage import read_passage
from colloquist.models.embedded.questions import Question, questions
from colloquist.models.embedded.user import spoken_by
from colloquist.models.embedded.words import plain, words
from colloquist.state.inpainting import CutAnswer, CutAnswers

COMMON, LONGEST_ANSWER, LONGEST_RUN = 5, 4, 5
_ROOM = re.compile(r"\bAt most (\d+) answers\b")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_OPEN = re.compile(r"[(\[“][^)\]”]*\Z")


def cut_answers(text: str) -> CutAnswers:
    """Return the units of the passage as answers: one that leans on what is before it joins it."""
    found = reading.sources(text)
    passage = read_passage(found[0] if found else reading.Source(1, "", (text.strip()[-200:] or "…",)))
    room = _ROOM.search(reading.without_blocks(text))
    answers: list[CutAnswer] = []
    for unit in passage.units:
        last = unit.first + len(unit.sentences) - 1
        if _OPEN.search(unit.spoken):
            continue
        if unit.leans and answers and answers[-1].last == unit.first - 1:
            answers[-1] = CutAnswer(first=answers[-1].first, last=last)
        else:
            answers.append(CutAnswer(first=unit.first, last=last))
    wanted = int(room[1]) if room else COMMON
    kept = _longer(answers, -(-len(answers) // wanted))[:wanted]
    return CutAnswers(answers=kept or [CutAnswer(first=1, last=1)])


def _longer(answers: Sequence[CutAnswer], per: int) -> list[CutAnswer]:
    """Join so many neighbours into one answer, as far as it stays short."""
    found: list[CutAnswer] = []
    joined = 0
    for one in answers:
        near = found and one.first == found[-1].last + 1 and one.last - found[-1].first < LONGEST_ANSWER
        if near and joined < per:
            found[-1] = CutAnswer(first=found[-1].first, last=one.last)
            joined += 1
        else:
            found.append(one)
            joined = 1
    return found


def inpainted(text: str) -> str:
    """Return the message that the answer in a prompt answers; nothing of the answer is given away."""
    answer, turns = reading.answer(text), reading.turns(text)
    passage = read_passage(reading.Source(1, reading.line_after(text, "Subject"), answer))
    who = reading.persona(text) or {}
    known = "\n".join([passage.title, *(turn.text for turn in turns), *who.values()])
    told = " ".join(answer)
    if not turns:
        asked_first = opening(passage)
        return term(told) if _tells(asked_first, told, known) else asked_first
    asked = plain("\n".join(turn.text for turn in turns if turn.by == "user"))
    options = [question for unit in passage.units for question in questions(passage, unit)]
    for question in options:
        aim = f"Find out {question.indirect}." if question.indirect else question.direct
        said = spoken_by(who, turns, reading.Task("", aim))
        if not _asked(question, asked) and not _tells(said, told, known):
            return said
    return spoken_by({}, turns, reading.Task("", "What else is there to know about that?"))


def term(told: str) -> str:
    """Return a question that no language can spoil: the longest word of what is told."""
    found = [word for word in words(told) if any(char.isalnum() for char in word)]
    return f"{max(found, key=len)}?" if found else "…?"


def _asked(question: Question, asked: str) -> bool:
    return any(form and plain(form) in asked for form in (question.direct, question.indirect))


def _tells(said: str, answer: str, known: str) -> bool:
    """Whether a message says what only the answer can have told: a figure, or a long run of its words."""
    if set(_FIGURE.findall(said)) & set(_FIGURE.findall(answer)) - set(_FIGURE.findall(known)):
        return True
    mine, theirs = words(said.casefold()), f" {' '.join(words(answer.casefold()))} "
    runs = (f" {' '.join(mine[n : n + LONGEST_RUN + 1])} " for n in range(len(mine) - LONGEST_RUN))
    return any(run in theirs for run in runs)
