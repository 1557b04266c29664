"""The author of questions: asks for what waits in a passage, and turns a question into one nobody can answer."""

import re
from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.passage import Passage, Unit, read_passage
from colloquist.models.embedded.questions import questions
from colloquist.models.embedded.reading import Source
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.words import is_english, lot, pick, plain
from colloquist.state.authored import (
    AskedQuestion,
    AskedQuestions,
    BogusVariant,
    BogusVariants,
    QuestionBeyond,
    WrittenAnswer,
)
from colloquist.state.seed import SeedSentence

MOST = 3
_WANTED = re.compile(r"\bWrite (\d+) questions\b")
_NONE_BEYOND = 'Leave "beyond" empty'
_ASKED = re.compile(r"^\[(q\d+)\] (.*?)(?: Answer: .*)?$", re.MULTILINE)
_NOBODY = ("Halvard Brenner", "Edith Tolliver", "Marek Olszan", "Ines Cardoval", "Josef Lindauer", "Ruth Amsworth")
_BEYOND = (
    "What did the first book on {t} cost when it came out?",
    "Who gave the first public lecture on {t}?",
    "How many people worked on {t} in the year 1990?",
    "Which town paid for the first study of {t}?",
)


def asked_questions(text: str) -> AskedQuestions:
    """Return what a prompt for questions asks for."""
    found = reading.sources(text)
    passage = read_passage(found[0] if found else Source(1, "", ("Nothing was given to ask about.",)))
    wanted = _WANTED.search(text)
    made = _questions(passage, int(wanted[1]) if wanted else MOST)
    return AskedQuestions(questions=made, beyond=[] if _NONE_BEYOND in text else _beyond(passage))


def _questions(passage: Passage, number: int) -> list[AskedQuestion]:
    free = [unit for unit in passage.units if not unit.leans] or list(passage.units)
    free.sort(key=lambda unit: -_sure(passage, unit))
    made: list[AskedQuestion] = []
    for unit in free:
        question = _standing_alone(passage, unit)
        if len(made) < number and question not in [one.question for one in made]:
            made.append(_asked(question, unit))
    return made


def _sure(passage: Passage, unit: Unit) -> int:
    return max((q.sure for q in questions(passage, unit) if q.direct and not q.pointing), default=0)


def _asked(question: str, unit: Unit) -> AskedQuestion:
    answer = [
        SeedSentence(text=text, kind="grounded", cites=[cite])
        for text, cite in zip(unit.texts, unit.ids, strict=True)
    ]
    return AskedQuestion(question=question, key=unit.texts[0], aliases=[], answer=answer)


def _standing_alone(passage: Passage, unit: Unit) -> str:
    """Return a question for a unit that says what it is about."""
    question = next((q.direct for q in questions(passage, unit) if q.direct and not q.pointing), "")
    name = topic(passage).name
    if not passage.english or not name or plain(name) in plain(question):
        return question or f"{name or passage.title or unit.texts[0][:24]}?"
    return f"When it comes to {name}: {question}"


def _beyond(passage: Passage) -> list[QuestionBeyond]:
    name = topic(passage).name
    if not passage.english or not name:
        return []
    start = lot(passage.title, passage.sentences[0].text)
    chosen = [_BEYOND[(start + n) % len(_BEYOND)] for n in range(2)]
    return [
        QuestionBeyond(question=form.format(t=name), why="no sentence of the source says it") for form in chosen
    ]


def bogus_variants(text: str) -> BogusVariants:
    """Return a variant of every question that a prompt shows: the same, said to stand in words of nobody."""
    return BogusVariants(variants=[_bogus(id_, question) for id_, question in shown_questions(text)])


def shown_questions(text: str) -> Sequence[tuple[str, str]]:
    """Return id and words of the questions that a prompt shows."""
    return [(m[1], m[2]) for m in _ASKED.finditer(reading.tagged(text, "questions"))]


def _bogus(id_: str, question: str) -> BogusVariant:
    who, year = pick(_NOBODY, question), 1880 + lot("year", question) % 70
    english = is_english(question)
    return BogusVariant(
        of=id_,
        discussion=f"It asks for what {who} wrote in {year}; the name is invented, so nobody can say.",
        question=f"What did {who} reply in {year} when asked: {question}",
        quality=4 if english else 2,
    )


def written_answer(text: str) -> WrittenAnswer:
    """Return the answer to a question whose key stands below it in the source."""
    found = reading.sources(text)
    said = [*(found[0].sentences if found else ()), "", ""]
    key = said[1].rstrip(". ")
    sentence = f"That is {key}." if is_english(said[0]) else f"{key}."
    return WrittenAnswer(sentences=[SeedSentence(text=sentence, kind="grounded", cites=["1.1", "1.2"])])
