"""Event loops come and go: every conversation speaks through connections of its own loop, closed with it."""

import asyncio
import gc

import pytest
from langchain_openai import ChatOpenAI

from colloquist.models.loops import _OF
from colloquist.run.converse import aconverse, converse, stream


@pytest.fixture(autouse=True)
def nothing_left_open():
    """Let the garbage collector warn of what was not closed, within the test that left it open."""
    yield
    gc.collect()


def test_two_conversations_in_two_loops(server, snippet):
    settings = {"model": "stub", "base_url": server.url, "max_turns": 4, "retries": 0}
    for _ in range(2):
        assert converse(snippet, **settings).status == "done"
    assert [step.node for step in stream(snippet, **settings)]
    assert not [loop for loop in _OF if loop.is_closed()]


async def test_plain_calls_work_inside_a_running_loop(server, snippet):
    settings = {"model": "stub", "base_url": server.url, "max_turns": 4, "retries": 0}
    for _ in range(2):
        assert converse(snippet, **settings).status == "done"
        assert (await aconverse(snippet, **settings)).status == "done"


def test_a_loop_that_is_closed_without_shutdown_is_forgotten(server, snippet):
    settings = {"model": "stub", "base_url": server.url, "max_turns": 4, "retries": 0}
    loop = asyncio.new_event_loop()
    loop.run_until_complete(aconverse(snippet, **settings))
    loop.run_until_complete(_OF[loop].client.aclose())
    loop.close()
    assert converse(snippet, **settings).status == "done"
    assert loop not in _OF


def test_connections_are_used_again_within_a_loop(server, snippet):
    converse(snippet, model="stub", base_url=server.url, max_turns=8)
    assert len({request.peer for request in server.requests}) == 1


def test_a_model_object_of_the_user_speaks_in_every_loop(server, snippet):
    model = ChatOpenAI(model="mine", base_url=server.url, api_key="k", temperature=0.4, max_retries=0)
    for _ in range(3):
        assert converse(snippet, model=model, max_turns=4, retries=0).models["user"] == "mine"
    assert {(r.body["model"], r.body["temperature"]) for r in server.requests} == {("mine", 0.4)}
    assert len({request.peer for request in server.requests}) == 3


class Foreign(ChatOpenAI):
    """A model whose connections we know nothing about."""


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_model_that_kept_a_connection_of_another_loop_is_asked_again(server, snippet):
    model = Foreign(model="mine", base_url=server.url, api_key="k")
    assert (await aconverse(snippet, model=model, max_turns=4)).status == "done"
    for _ in range(2):
        assert converse(snippet, model=model, max_turns=4, timeout=2).status == "done"
    assert (await aconverse(snippet, model=model, max_turns=4)).status == "done"
    gc.collect()
