"""A stub server per test, and the default graph played against it in one line."""

import importlib.util
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from colloquist.graphs import load
from colloquist.models import asking
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"stub_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_request, _saying, _server = map(_beside, ("request", "saying", "server"))


@pytest.fixture
def stub() -> ModuleType:
    """What a server may be told: Fault, on, always."""
    return _request


@pytest.fixture
def say() -> Callable[..., str]:
    """What the stub server says to a request."""
    return _saying.say


@pytest.fixture
def server() -> Iterator[Any]:
    """A stub server that answers well until a rule says otherwise."""
    with _server.StubServer() as running:
        yield running


@pytest.fixture
def other_server() -> Iterator[Any]:
    """A second server, at another address."""
    with _server.StubServer() as running:
        yield running


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between retries, which are noted and not made."""
    noted: list[float] = []
    real = asking.pause

    def at_once(error: BaseException, tried: int) -> float:
        noted.append(real(error, tried))
        return 0.0

    monkeypatch.setattr(asking, "pause", at_once)
    return noted


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is encrypted on loopback; reading the certificates would be most of the time of a test."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))


@pytest.fixture(scope="session")
def graph() -> Any:
    """The default graph."""
    return load("conversation")


@pytest.fixture
def played(server: Any, snippet: Snippet, graph: Any) -> Callable[..., Awaitable[Record]]:
    """Run the default graph against the stub server and return the record."""

    async def play(snippet: Snippet = snippet, **options: Any) -> Record:
        settings = Settings(**{"model": "stub", "base_url": server.url, "max_turns": 4, **options})
        ended = await graph.ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "conversation", settings, 0.0)

    return play
