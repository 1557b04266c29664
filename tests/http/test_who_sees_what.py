"""Who sees what, on the wire: the user never the sources, the assistant never the persona."""

import pytest

from colloquist.state.settings import RoleSettings
from colloquist.state.snippet import Snippet

MORE = Snippet(text="A safety valve pops open at once. Its lift is a quarter of the bore.", title="Safety valves")


class Shelf:
    """A library of one other snippet."""

    def neighbours(self, snippet):
        return [MORE]

    def related(self, query, limit):
        return []


@pytest.fixture(params=[False, True], ids=["another person", "the same person"])
async def branched(request, server, played):
    """A conversation with a branch, whose answers draw on a source that joins."""
    server.decisions = ["continue", "branch", "continue", "terminate"]
    server.perspective = {"same_person": request.param, "fork_turn": 4}
    record = await played(max_turns=8, min_turns=4, library=Shelf())
    assert [path.accepted for path in record.paths] == [True, True]
    assert [source.id for source in record.sources] == [MORE.id]
    assert len(record.personas) == (1 if request.param else 2)
    return record


async def test_the_user_agent_never_sees_a_source(server, branched, snippet):
    asked = server.of("user")
    assert len(asked) == 4
    for request in asked:
        assert not [s for s in (*snippet.sentences, *MORE.sentences) if s in request.text]
        assert "<source" not in request.text
        assert snippet.title not in request.text
        assert "explain 1.2" not in request.text


async def test_the_user_agent_sees_what_was_said_of_a_source(server, stub, played, snippet):
    said = snippet.sentences[1]
    server.rule = stub.on("assistant", stub.Fault(content=f"Look: {said}"))
    await played(max_turns=6)
    first, second = server.of("user")
    assert said not in first.text
    assert said in second.text
    assert not [s for s in snippet.sentences if s != said and s in second.text]


async def test_the_assistant_never_sees_the_persona(server, branched):
    asked = server.of("assistant")
    private = [
        text
        for persona in branched.personas.values()
        for value in persona.values()
        for text in ([value] if isinstance(value, str) else value)
    ]
    assert len(private) >= 8
    for request in asked:
        assert "<persona" not in request.text
        assert not [text for text in private if text in request.text]
        assert "private" not in request.text


async def test_the_assistant_sees_every_source_of_its_path(server, branched, snippet):
    asked = server.of("assistant")
    assert all(sentence in request.text for request in asked for sentence in snippet.sentences)
    assert MORE.sentences[0] not in asked[0].text
    assert MORE.sentences[0] in asked[1].text


async def test_each_path_is_asked_with_its_own_persona_alone(server, branched):
    persona = [str(one["role"]) for one in branched.personas.values()]
    asked = server.of("user")
    assert persona[0] in asked[0].text
    assert persona[-1] in asked[-1].text
    if len(persona) == 2:
        assert persona[0] not in asked[-1].text
        assert persona[1] not in asked[0].text


async def test_without_personas_none_is_asked_for(server, played):
    server.decisions = ["continue", "branch", "continue", "terminate"]
    record = await played(persona=False, max_turns=8, min_turns=4)
    assert len(record.accepted) == 2
    assert not server.of("persona")
    assert record.personas == {}
    assert {turn.persona_id for turn in record.turns} == {None}


async def test_a_persona_of_ones_own_is_not_asked_for(server, played, persona):
    record = await played(persona=persona, roles={"persona": RoleSettings(model="never asked")})
    assert not server.of("persona")
    assert record.personas == {"u1": persona.model_dump()}
    assert persona.situation in server.of("user")[0].text
