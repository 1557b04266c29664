"""What the authors of refusal data reply with: questions and answers, bogus variants, refusals, grades."""

from typing import Literal

from pydantic import Field

from colloquist.state.question import Outcome
from colloquist.state.reply import ReplyPart
from colloquist.state.seed import SeedSentence


class AskedQuestion(ReplyPart):
    """A question that the source answers, with its key."""

    question: str = Field(description="self-contained, one sentence")
    key: str = Field(description="the right answer in as few words as it takes")
    aliases: list[str] = Field(description="other ways to write the key that are just as right; mostly empty")
    answer: list[SeedSentence] = Field(min_length=1, description="one or two sentences that answer it")


class QuestionBeyond(ReplyPart):
    """A question on the same subject that the source does not answer."""

    question: str = Field(description="self-contained, one sentence")
    why: str = Field(description="what would have to be known, and that no sentence of the source holds it")


class AskedQuestions(ReplyPart):
    """Everything that is asked about one source."""

    questions: list[AskedQuestion] = Field(min_length=1)
    beyond: list[QuestionBeyond]


class WrittenAnswer(ReplyPart):
    """The answer to a question whose key is given."""

    sentences: list[SeedSentence] = Field(min_length=1, description="one or two sentences")


class BogusVariant(ReplyPart):
    """A question that cannot be answered, made from one that can."""

    of: str = Field(description="id of the question it was made from, such as q1")
    discussion: str = Field(description="what was changed, and why the new question cannot be answered")
    question: str = Field(description="the changed question, self-contained")
    quality: int = Field(
        ge=1, le=5, description="5: asks for something else AND would be taken for a real question"
    )


class BogusVariants(ReplyPart):
    """One variant per question."""

    variants: list[BogusVariant]


class RefusalSentence(ReplyPart):
    """One sentence of a refusal with what it rests on."""

    text: str
    kind: Literal["refusal", "grounded", "discourse"]
    cites: list[str] = Field(description="ids such as 1.3 where the sentence is grounded; otherwise empty")


class WrittenRefusal(ReplyPart):
    """What somebody says who does not know the answer and cannot look it up."""

    of: str = Field(description="id of the question, such as q4")
    sentences: list[RefusalSentence] = Field(min_length=1)


class WrittenRefusals(ReplyPart):
    """One refusal per question."""

    refusals: list[WrittenRefusal]


class Grade(ReplyPart):
    """Whether a reply matches the key; the analysis comes first so that it is thought through."""

    analysis: str = Field(description="two sentences at most: what the reply commits to, compared with the key")
    outcome: Outcome
