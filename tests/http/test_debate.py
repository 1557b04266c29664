"""Who sees what in a debate, on the wire: nobody another's notes, the two no source, the moderator no notes."""

import pytest

from colloquist.graphs import load


@pytest.fixture(scope="session")
def graph():
    return load("debate")


@pytest.fixture
async def debated(server, played):
    server.decisions = ["continue", "continue", "branch", "continue", "terminate"]
    record = await played(max_turns=8, min_turns=4)
    assert [path.accepted for path in record.paths] == [True, True]
    assert list(record.personas) == ["u1", "u2", "u3", "u4"]
    return record


def private(record, id_):
    fields = record.personas[id_].values()
    return [text for value in fields for text in ([value] if isinstance(value, str) else value)]


async def test_nobody_at_the_table_sees_the_notes_on_another(server, debated):
    asked = server.of("user")
    assert [turn.persona_id for turn in debated.turns if turn.move] == ["u1", "u2", "u1", "u3", "u4"]
    for request, mine in zip(asked, ["u1", "u2", "u1", "u3", "u4"], strict=True):
        assert all(text in request.text for text in private(debated, mine))
        for other in debated.personas.keys() - {mine}:
            assert not [text for text in private(debated, other) if text in request.text]


async def test_the_moderator_sees_nobodys_notes_and_the_two_no_source(server, debated, snippet):
    for request in server.of("assistant"):
        assert "private" not in request.text
        assert "<persona" not in request.text
    for request in server.of("user"):
        assert "<source" not in request.text
        assert not [sentence for sentence in snippet.sentences if sentence in request.text]


async def test_everybody_hears_what_was_said_under_a_name(server, debated):
    _, second, third, *_ = server.of("user")
    assert "\nFitter: My gauge read" in second.text
    assert "\nInsurer: My gauge read" in third.text
    assert server.of("assistant")[1].messages[-1]["content"].startswith("Insurer: My gauge read")


async def test_both_are_cast_in_one_call_for_each_dispute(server, debated):
    assert len(server.of("persona")) == 2
    assert "the insurer" in server.of("persona")[1].text
