"""The snippet: the piece of a document that one conversation grows from, and what it may cite."""

import hashlib
import unicodedata
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from colloquist.state.sentences import split_sentences


def content_id(text: str) -> str:
    """Name a text by what it says: 16 hex digits that ignore Unicode form and white space."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


class Place(BaseModel):
    """Where in its source a snippet stands; what is not known stays None."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: int = Field(default=0, description="position among the snippets of the same document, from 0")
    section: tuple[str, ...] = Field(default=(), description="headings above it, outermost first")
    line: int | None = Field(default=None, description="first line in the file, or row number, from 1")
    page: int | None = Field(default=None, description="first page, from 1")


class Snippet(BaseModel):
    """A validated piece of source text with its numbered sentences.

    Raises pydantic.ValidationError when the text holds no sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(default="", description="content hash of the text; computed when left empty")
    text: str = Field(description="the text exactly as it was read")
    sentences: tuple[str, ...] = Field(default=(), description="sentences in order; cited from 1")
    title: str = Field(default="", description="title of the document, or of the row")
    source: str = Field(default="", description="file path, URL or data set it was read from")
    place: Place = Field(default_factory=Place)
    licence: str | None = Field(default=None, description="licence of the source, where known")
    tags: tuple[str, ...] = ()
    language: str = Field(default="en", description="ISO 639-1 code used to split sentences")

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, values: object) -> object:
        if not isinstance(values, dict) or not isinstance(values.get("text"), str):
            return values
        text = values["text"]
        language = values.get("language", "en")
        return {
            **values,
            "id": values.get("id") or content_id(text),
            "sentences": values.get("sentences") or split_sentences(text, language),
        }

    @model_validator(mode="after")
    def _has_a_sentence(self) -> Self:
        if not self.sentences:
            raise ValueError("the text holds no sentence")
        return self

    @property
    def heading(self) -> str:
        """Title and section in one line, for prompts and people."""
        parts = [p for p in (self.title, *self.place.section) if p]
        return " / ".join(dict.fromkeys(parts))


def why_none(error: ValidationError) -> str:
    """Say in words why no snippet could be made of what was given."""
    return str(error.errors()[0]["msg"]).removeprefix("Value error, ")
