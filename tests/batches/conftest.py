"""A provider with a Batch API per test, a corpus that it knows, and runs whose batches take no time."""

import asyncio
import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

from colloquist.run.generate import agenerate
from colloquist.state.batches import Batching

AT_ONCE = Batching(quiet=0.01, first=0.005, longest=0.01, held=0.05)


def _from(path):
    name = f"batches_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_provider = _from(Path(__file__).with_name("provider.py"))
_paid = _from(Path(__file__).parents[1] / "run" / "paid.py")
_run = _from(Path(__file__).parents[1] / "run" / "conftest.py")

launcher, start = _run.launcher, _run.start


def say(body, text, valve, lot):
    """Return what the paid server says, with words where it has figures: no source holds those."""
    said, finish = _paid.say(body, text, valve, lot)
    in_letters = lambda figure: "".join(chr(97 + int(digit)) for digit in figure[0])  # noqa: E731
    return re.sub(r"(?<![.\d])\d{3,}", in_letters, said), finish


@pytest.fixture
def provider():
    """A provider that answers well until it is told otherwise."""
    with _provider.BatchProvider(say) as server:
        yield server


@pytest.fixture
def timeless():
    """The reader of a run's files without times and costs."""

    def read(out):
        files = _run.timeless(out)
        for rows in files.values():
            for row in rows:
                record = row.get("record", row)
                for spent in (*record.get("calls", []), *([record["usage"]] if "usage" in record else [])):
                    spent.pop("cost")
        return files

    return read


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch, tmp_path):
    """Nothing is encrypted on loopback; reading the certificates would be most of the time of a test."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    """Repeats come at once."""
    for place in ("colloquist.models.asking.pause", "colloquist.run.batches.errands.pause"):
        monkeypatch.setattr(place, lambda error, tried: 0.0)


@pytest.fixture
def valves(tmp_path):
    """A file of snippets that the provider knows."""

    def write(number):
        rows = [
            {"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."}
            for n in range(number)
        ]
        (tmp_path / "valves.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / "valves.jsonl"

    return write


@pytest.fixture
def run(provider, valves, tmp_path):
    """Make a run by batch of so many snippets; `said` gathers what it says while it waits."""
    said = []

    async def make(number=4, out="run", **options):
        how = {"batch": AT_ONCE, "concurrency": 16, "max_turns": 4, "model": "gpt-4o", "base_url": provider.url}
        watcher = lambda tally: tally.waits_for in said or said.append(tally.waits_for)  # noqa: E731
        return await asyncio.wait_for(
            agenerate(valves(number), tmp_path / out, watcher=watcher, **how | options), 60
        )

    make.said = said
    return make
