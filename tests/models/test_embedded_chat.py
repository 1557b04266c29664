"""The embedded model as a LangChain chat model: it streams, structures, counts, and stays the same."""

import asyncio
import json
import subprocess
import sys
from typing import Literal

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage
from pydantic import BaseModel, Field

from colloquist.models.embedded import EmbeddedModel
from colloquist.models.reply import schema_in_words
from colloquist.prompts import blocks
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet

SNIPPET = Snippet(
    title="Bloom filters",
    text=(
        "A Bloom filter is a compact record of a set of items. A reply of no is always right. "
        "An item cannot be removed, since clearing its bits might erase part of another item. "
        "Memory is traded against disk reads."
    ),
)
ASKED = [SystemMessage(blocks.source(1, SNIPPET)), HumanMessage("Why can an item not be removed?")]
REMOVED = SNIPPET.sentences[2]


class Note(BaseModel):
    kind: Literal["short", "long"]
    headline: str = Field(min_length=3)
    points: list[str] = Field(min_length=2)
    weight: int = Field(ge=2)
    sure: bool
    aside: str | None
    inner: "Inner"


class Inner(BaseModel):
    share: float


def test_streamed_pieces_join_to_the_same_reply_and_carry_the_same_usage():
    whole = EmbeddedModel().invoke(ASKED)
    pieces = list(EmbeddedModel().stream(ASKED))
    assert len(pieces) > 5
    joined = sum(pieces[1:], pieces[0])
    assert joined.text == whole.text == REMOVED
    assert joined.usage_metadata == whole.usage_metadata
    assert joined.response_metadata == whole.response_metadata


async def test_asynchronous_calls_and_streams_say_the_same():
    model = EmbeddedModel()
    assert (await model.ainvoke(ASKED)).text == REMOVED
    assert "".join([piece.text async for piece in model.astream(ASKED)]) == REMOVED
    replies = await asyncio.gather(*(model.ainvoke(ASKED) for _ in range(50)))
    assert {reply.text for reply in replies} == {REMOVED}


def test_it_counts_four_characters_a_token_and_calls_itself_by_name():
    said = EmbeddedModel().invoke(ASKED)
    assert said.usage_metadata
    assert said.usage_metadata["output_tokens"] == -(-len(said.text) // 4)
    assert said.usage_metadata["input_tokens"] > sum(len(m.text) for m in ASKED) / 4
    assert said.usage_metadata["input_token_details"] == {"cache_read": 0}
    assert said.response_metadata["finish_reason"] == "stop"
    assert said.response_metadata["model_name"] == EmbeddedModel().model_name == "embedded"


def test_it_stops_at_a_stop_sequence():
    assert EmbeddedModel().invoke(ASKED, stop=[", since"]).text == "An item cannot be removed"


@pytest.mark.parametrize("schema", [Note, Note.model_json_schema()], ids=["class", "dict"])
def test_another_schema_is_filled_from_the_passage(schema: type[Note] | dict[str, object]):
    found = EmbeddedModel().with_structured_output(schema).invoke(ASKED)
    note = Note.model_validate(found if isinstance(found, dict) else found.model_dump())  # type: ignore[union-attr]
    assert note.headline in SNIPPET.sentences
    assert set(note.points) <= set(SNIPPET.sentences)
    assert (note.kind, note.weight, note.sure, note.aside) == ("short", 2, False, None)


def test_structured_output_can_bring_the_raw_message_and_its_own_schemas():
    found = EmbeddedModel().with_structured_output(Persona, include_raw=True).invoke(ASKED)
    assert isinstance(found["parsed"], Persona)  # type: ignore[index]
    assert found["raw"].usage_metadata  # type: ignore[index]
    assert found["parsing_error"] is None  # type: ignore[index]


@pytest.mark.parametrize("options", [{}, {"response_format": {"type": "json_object"}}])
def test_a_schema_in_words_is_understood(options: dict[str, object]):
    asked = HumanMessage(f"{blocks.source(1, SNIPPET)}\n\n{schema_in_words(Persona)}")
    assert Persona.model_validate_json(EmbeddedModel().invoke([asked], **options).text).gaps


def test_any_other_prompt_is_answered_from_its_own_words():
    said = (
        EmbeddedModel()
        .invoke("The kettle holds two litres. The pot is made of clay. What is the pot made of?")
        .text
    )
    assert "The pot is made of clay." in said


def test_a_conversation_without_a_person_is_summarised():
    turns = '<conversation>\n<turn n="1" by="user">\nWhy? Because I ask.\n</turn>\n</conversation>'
    assert EmbeddedModel().invoke(turns).text == "The person: Why?"


def test_it_says_the_same_in_a_process_that_hashes_otherwise():
    code = (
        "import json,sys; from langchain_core.messages import HumanMessage as H; "
        "from colloquist.models.embedded import EmbeddedModel as M; from colloquist.models.reply import "
        "schema_format as f; from colloquist.state.persona import Persona as P; "
        "print(M().invoke([H(json.loads(sys.argv[1]))], response_format=f(P)).text)"
    )
    text = json.dumps(blocks.source(1, SNIPPET))
    run = [sys.executable, "-c", code, text]
    said = {
        subprocess.run(run, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_an_empty_request_gets_an_answer():
    assert EmbeddedModel().invoke([HumanMessage("")]).text
    assert isinstance(next(iter(EmbeddedModel().stream(""))), AIMessageChunk)
