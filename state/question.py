"""The question: what a refusal run asks about a snippet, what may be said to it, and how often a student knew."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from typing_extensions import TypedDict

from colloquist.state.snippet import Snippet

QUESTION_AND_ANSWER = "question and answer"
"""Tag of a snippet that is a row of questions: its sentences are question, answer and the answer's other names."""

QuestionKind = Literal["answerable", "bogus", "beyond"]
"""answerable: there is a key; bogus: a variant that nobody can answer; beyond: the source does not answer it."""
Outcome = Literal["correct", "not_attempted", "incorrect", "uncertain"]
GRADED: tuple[Outcome, ...] = ("correct", "not_attempted", "incorrect")


class Rest(TypedDict):
    """What one sentence of an answer rests on; the shape of a label."""

    sentence: str
    kind: str
    cites: list[str]


class Sample(TypedDict):
    """One thing the student said; `outcome` is empty until it is graded, `by` says who or what graded it."""

    text: str
    outcome: str
    by: str


class Question(TypedDict):
    """A question with everything that was made for it. `lost` are replies of the student that are no samples.

    `of` is the question that a bogus one is a variant of, `quality` its author's own rating from 1 to 5
    (0: not rated), `dropped` why nothing is made of it (empty: it is kept).
    """

    id: str
    kind: QuestionKind
    of: str
    text: str
    key: str
    aliases: list[str]
    why: str
    quality: int
    answer: list[Rest]
    refusal: list[Rest]
    samples: list[Sample]
    lost: list[str]
    dropped: str


class Asked(NamedTuple):
    """A row of questions: `key` is empty when nobody can answer it."""

    text: str
    key: str
    aliases: tuple[str, ...]


def new_question(id_: str, kind: QuestionKind, text: str, key: str = "", aliases: Sequence[str] = ()) -> Question:
    """Return a question that has nothing but its words and its key."""
    return Question(
        id=id_,
        kind=kind,
        of="",
        text=text,
        key=key,
        aliases=list(aliases),
        why="",
        quality=0,
        answer=[],
        refusal=[],
        samples=[],
        lost=[],
        dropped="",
    )


def said(parts: Sequence[Rest]) -> str:
    """Return the text of labelled sentences."""
    return " ".join(part["sentence"] for part in parts)


def asked_in(snippet: Snippet) -> Asked | None:
    """Return the question that a snippet is a row of, or None for any other snippet."""
    if QUESTION_AND_ANSWER not in snippet.tags:
        return None
    text, *answers = snippet.sentences
    return Asked(text, answers[0] if answers else "", tuple(answers[1:]))


def as_snippet(text: str, key: str, aliases: Sequence[str], **about: object) -> Snippet:
    """Return the snippet that a row of questions becomes; an empty key means that nobody can answer it."""
    sentences = (text, *([key, *aliases] if key else ()))
    tags = (QUESTION_AND_ANSWER,)
    return Snippet.model_validate({"text": "\n".join(sentences), "sentences": sentences, "tags": tags, **about})
