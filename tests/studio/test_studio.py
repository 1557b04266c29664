"""`langgraph dev` serves every strategy: a text goes in, settings are fields, and any step can be forked."""

import json
from pathlib import Path

import pytest
from langgraph_sdk import get_client

from colloquist.documents import read
from colloquist.graphs import strategies
from colloquist.run.recording import record_of
from colloquist.state.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = next(iter(read([ROOT / "examples" / "relief-valves.md"]))).text
SHORT = {"max_turns": 6, "max_branches": 0}


@pytest.fixture
async def client(served):
    async with get_client(url=served) as client:
        yield client


def record(state, strategy="conversation"):
    return record_of(state, strategy, Settings(), 0.0)


def test_langgraph_json_lists_every_strategy():
    listed = json.loads((ROOT / "langgraph.json").read_text())["graphs"]
    assert listed == {name: f"colloquist.graphs.{name}:build" for name in strategies()}


async def test_every_strategy_opens_with_settings_as_fields_and_a_text_as_input(client):
    found = {one["graph_id"]: one["assistant_id"] for one in await client.assistants.search(limit=100)}
    assert set(found) == {*strategies(), "idea"}
    for assistant in found.values():
        schemas = await client.assistants.get_schemas(assistant)
        fields = schemas["context_schema"]["properties"]
        assert fields["max_turns"]["default"] == 10
        assert fields["max_turns"]["description"]
        assert "journal" not in fields
        assert list(schemas["input_schema"]["properties"]) == ["snippet"]
        drawn = await client.assistants.get_graph(assistant)
        assert "__start__" in [node["id"] for node in drawn["nodes"]]


async def test_a_run_streams_its_steps_and_leaves_a_conversation(client):
    thread = (await client.threads.create())["thread_id"]
    nodes = []
    async for part in client.runs.stream(
        thread, "conversation", input={"snippet": TEXT}, context=SHORT, stream_mode="updates"
    ):
        nodes += list(part.data) if part.event == "updates" else []
    assert nodes[:5] == ["seed_answer", "build_persona", "user_turn", "assistant_turn", "refine"]
    assert nodes[-2:] == ["verify", "finish"]
    state = await client.threads.get_state(thread)
    made = record(state["values"])
    assert made.status == "done"
    assert len(made.turns) == 6
    assert len(await client.threads.get_history(thread, limit=100)) == len(nodes) + 2


async def test_a_turn_is_changed_in_the_past_and_another_conversation_goes_on(client):
    thread = (await client.threads.create())["thread_id"]
    first = await client.runs.wait(thread, "conversation", input={"snippet": TEXT}, context=SHORT)
    history = await client.threads.get_history(thread, limit=100)
    then = next(one for one in history if one["next"] == ["assistant_turn"] and len(one["values"]["turns"]) == 3)
    asked = {**then["values"]["turns"][-1], "text": "When does it close?"}
    forked = await client.threads.update_state(
        thread, {"turns": [asked]}, as_node="user_turn", checkpoint=then["checkpoint"]
    )
    other = await client.runs.wait(thread, "conversation", checkpoint=forked["checkpoint"], context=SHORT)
    assert record(other).turns[2].text == "When does it close?"
    assert record(other).status == "done"
    assert record(first).turns[2].text != "When does it close?"


async def test_a_state_can_be_changed_where_a_decision_follows(client):
    thread = (await client.threads.create())["thread_id"]
    await client.runs.wait(thread, "conversation", input={"snippet": TEXT}, context=SHORT)
    history = await client.threads.get_history(thread, limit=100)
    judged = next(one for one in history if one["next"] == ["user_turn"] and len(one["values"]["turns"]) == 4)
    forked = await client.threads.update_state(thread, {}, as_node="refine", checkpoint=judged["checkpoint"])
    state = await client.threads.get_state(thread, checkpoint=forked["checkpoint"])
    assert state["next"] == ["user_turn"]


async def test_a_file_of_ones_own_is_served_like_ours(client):
    state = await client.runs.wait(
        None, "idea", input={"snippet": {"text": TEXT, "title": "Valves"}}, context=SHORT
    )
    assert record(state, "idea").status == "done"
    assert record(state, "idea").snippet.title == "Valves"


async def test_settings_come_as_a_form_gives_them(client):
    own = {**SHORT, "max_turns": 4, "roles": {"user": {"temperature": 0.5}}, "manner": {"user": "Be brief."}}
    state = await client.runs.wait(None, "conversation", input={"snippet": TEXT}, context=own)
    assert len(record(state).turns) == 4


async def test_what_is_missing_is_said(client):
    with pytest.raises(Exception, match="nothing to talk about"):
        await client.runs.wait(None, "conversation", input={"snippet": ""}, context=SHORT)
