"""Addresses and keys: taken from the environment, checked for free, and never written down."""

import pytest

from colloquist.run.converse import converse
from colloquist.run.generate import generate
from colloquist.state.settings import RoleSettings, SettingsError

KEY = "sk-loopback-0123456789"


@pytest.fixture
def key(monkeypatch):
    """A key in the environment."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return KEY


async def test_the_address_is_taken_from_the_environment(server, played, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    assert (await played(base_url=None)).status == "done"
    assert server.requests


async def test_a_key_that_is_mended_in_the_environment_is_used_at_once(server, stub, played, monkeypatch):
    refused = stub.Fault(status=401)
    server.rule = lambda request: None if request.headers["Authorization"].endswith("right") else refused
    monkeypatch.setenv("OPENAI_API_KEY", "wrong")
    assert (await played()).failure["kind"] == "wrong_key"
    monkeypatch.setenv("OPENAI_API_KEY", "right")
    assert (await played()).status == "done"


@pytest.mark.parametrize("roles", [{}, {"refiner": RoleSettings(model="gpt-4o")}], ids=["all", "one role"])
def test_without_key_and_address_nothing_is_asked(snippet, roles, model):
    common = "gpt-4o-mini" if not roles else model([])
    with pytest.raises(SettingsError, match="needs OPENAI_API_KEY"):
        converse(snippet, model=common, roles=roles)


def test_the_key_is_sent_and_never_written(server, key, tmp_path, snippet):
    (tmp_path / "valve.md").write_text(snippet.text)
    generate(tmp_path / "valve.md", tmp_path / "run", model="stub", base_url=server.url, max_turns=4)
    assert {request.headers["Authorization"] for request in server.requests} == {f"Bearer {key}"}
    written = [path.read_bytes() for path in (tmp_path / "run").iterdir()]
    assert written
    assert not [text for text in written if key.encode() in text]


async def test_a_key_that_the_server_repeats_is_taken_out(server, stub, played, key):
    body = {"error": {"message": f"Incorrect API key provided: {key}."}}
    server.rule = stub.always("any", stub.Fault(status=401, body=body))
    record = await played()
    assert record.failure["kind"] == "wrong_key"
    assert "provided: ***." in record.failure["message"]
    assert key not in record.model_dump_json()
