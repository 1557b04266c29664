"""A stub of LangSmith, runs of a scripted model to trace, and the environment that points there."""

import importlib.util
import sys
from pathlib import Path

import pytest
from langsmith import utils

import colloquist as cq
from colloquist.run.tracing import sending


def _beside(name):
    spec = importlib.util.spec_from_file_location(f"trace_{name}", Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_langsmith = _beside("langsmith")
KEY = "lsv2_pt_0123456789abcdef0123456789abcdef_0123456789"


@pytest.fixture(scope="session", autouse=True)
def no_certificates():
    """Nothing is encrypted on loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_DIR", "/nonexistent")
        yield


@pytest.fixture(autouse=True)
def _fresh_environment(monkeypatch):
    """The client remembers the environment; what a test sets must count in it, and nowhere else."""
    monkeypatch.setattr(sending, "PAUSE", 0.0)
    _forget()
    yield
    _forget()


def _forget():
    utils.get_env_var.cache_clear()
    utils.get_tracer_project.cache_clear()


@pytest.fixture
def langsmith(monkeypatch):
    """LangSmith on loopback, with the environment that leads there; LANGSMITH_TRACING stays off."""
    with _langsmith.LangSmith() as stub:
        stub.key = KEY
        monkeypatch.setenv("LANGSMITH_ENDPOINT", stub.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", KEY)
        monkeypatch.setenv("LANGSMITH_PROJECT", "valves")
        yield stub


@pytest.fixture
def nobody(monkeypatch):
    """An address where nobody answers."""
    with _langsmith.LangSmith() as stub:
        pass
    monkeypatch.setenv("LANGSMITH_ENDPOINT", stub.url)
    monkeypatch.setenv("LANGSMITH_API_KEY", KEY)
    return stub.url


@pytest.fixture
def valves(tmp_path):
    """Rows of text, so many of them."""

    def write(number):
        file = tmp_path / "valves.csv"
        rows = [f"Valve {n} opens at {n} bar. It closes at a lower pressure than that." for n in range(number)]
        file.write_text("text\n" + "\n".join(rows))
        return file

    return write


@pytest.fixture
def made(tmp_path, valves, model, verdict):
    """Make a run of so many conversations with the embedded model."""

    def make(number=2, out="run", **options):
        return cq.generate(valves(number), tmp_path / out, max_turns=6, **options)

    return make
