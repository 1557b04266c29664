"""The seed: the opening question and the foundational answer that a conversation grows from."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class SeedSentence(BaseModel):
    """One sentence of the seed answer with what it rests on."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="one sentence of the answer")
    kind: Literal["grounded", "derived", "discourse"]
    cites: list[str] = Field(description="ids such as 1.3 of the sentences it rests on")


class SeedAnswer(BaseModel):
    """Opening question and answer (Phi-4, 2412.08905, D.1.3, first item)."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="the opening question, self-contained")
    answer: list[SeedSentence] = Field(min_length=1, description="the answer, sentence by sentence")
