"""The seed: the opening question and the foundational answer that a conversation grows from."""

from typing import Literal

from pydantic import Field

from colloquist.state.reply import ReplyPart


class SeedSentence(ReplyPart):
    """One sentence of the seed answer with what it rests on."""

    text: str = Field(description="one sentence of the answer")
    kind: Literal["grounded", "derived", "discourse"]
    cites: list[str] = Field(description="ids such as 1.3 of the sentences it rests on")


class SeedAnswer(ReplyPart):
    """Opening question and answer (Phi-4, 2412.08905, D.1.3, first item)."""

    question: str = Field(description="the opening question, self-contained")
    answer: list[SeedSentence] = Field(min_length=1, description="the answer, sentence by sentence")
