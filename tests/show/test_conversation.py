import io

import pytest
from rich.console import Console

from colloquist.show import Conversation


def test_a_conversation_dumps_exactly_like_its_record(told):
    conversation = Conversation.of(told)
    assert conversation.model_dump_json() == told.model_dump_json()
    assert conversation.model_dump(exclude_unset=True) == told.model_dump(exclude_unset=True)
    assert Conversation.of(conversation) == conversation
    assert Conversation.model_validate_json(told.model_dump_json()) == conversation


def test_a_conversation_adds_no_field(told):
    assert Conversation.model_fields.keys() == type(told).model_fields.keys()


def test_messages_are_those_of_the_path_from_its_root(told):
    said = Conversation.of(told).messages("p2")
    assert [message["role"] for message in said] == ["user", "assistant"] * 2
    assert [message["content"] for message in said] == [told.turns[n].text for n in (0, 1, 4, 5)]


def test_messages_are_of_the_first_accepted_path_when_none_is_named(told):
    first, second = told.paths
    turned = told.model_copy(
        update={
            "paths": (first.model_copy(update={"accepted": False}), second.model_copy(update={"accepted": True}))
        }
    )
    assert Conversation.of(turned).messages() == Conversation.of(told).messages("p2")
    assert Conversation.of(told).messages() == Conversation.of(told).messages("p1")


def test_messages_are_of_the_first_path_when_none_is_accepted(told):
    refused = told.model_copy(
        update={"paths": tuple(p.model_copy(update={"accepted": False}) for p in told.paths)}
    )
    assert Conversation.of(refused).messages() == Conversation.of(told).messages("p1")


def test_a_path_that_is_not_there_is_named_with_those_that_are(told):
    with pytest.raises(LookupError, match="no path 'p9'; there are: p1, p2"):
        Conversation.of(told).messages("p9")


def test_a_conversation_that_never_began_has_no_messages(stillborn):
    assert Conversation.of(stillborn).messages() == []
    assert Conversation.of(stillborn).text() == ""


def test_text_has_a_paragraph_per_turn(told):
    text = Conversation.of(told).text("p2")
    assert text.startswith("user: Why a relief valve?\n\nassistant: The pressure would rise.\n\nuser: 安全弁")
    assert text.endswith("assistant: はい。")


def test_rich_and_str_show_the_same(told):
    sink = io.StringIO()
    Console(file=sink, width=100, color_system=None).print(Conversation.of(told))
    printed = [line.rstrip() for line in sink.getvalue().rstrip().splitlines()]
    assert printed == str(Conversation.of(told)).splitlines()
    assert len(printed) > 40


def test_repr_is_one_short_line(told):
    assert repr(Conversation.of(told)) == f"<Conversation {told.id}: done, 2 paths, 6 turns>"
