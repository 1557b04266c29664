"""Whole runs against a server: stopped at once where nothing can come, and exact under random faults."""

import json
import random
from collections import Counter

import pytest

from colloquist.run.folder import read_records
from colloquist.run.generate import RunStopped, generate


@pytest.fixture
def corpus(tmp_path):
    """Write a file of that many snippets."""

    def write(number):
        path = tmp_path / "corpus.jsonl"
        text = (
            "Valve {} opens at {} bar when the spring gives way. It closes at a lower pressure than it opens at."
        )
        rows = [{"text": text.format(n, n)} for n in range(number)]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return path

    return write


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_that_meets_every_call_stops_the_run_at_once(server, stub, corpus, tmp_path, status):
    refused = {"error": {"message": "Incorrect API key,\nor no such model"}}
    server.rule = stub.always("any", stub.Fault(status=status, body=refused))
    with pytest.raises(RunStopped) as stopped:
        generate(corpus(200), tmp_path / "run", model="stub", base_url=server.url, concurrency=8)
    assert "\n" not in str(stopped.value)
    assert f"HTTP {status}" in str(stopped.value)
    assert len(server.requests) <= 16
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["state"] == "stopped"


def test_a_run_whose_first_requests_are_all_refused_in_the_same_words_stops(server, stub, corpus, tmp_path):
    def rule(request):
        said = f"maximum context length is 4096, this has {5000 + len(server.requests)}"
        return stub.Fault(status=400, body={"error": {"message": said}})

    server.rule = rule
    options = {"model": "stub", "base_url": server.url, "max_turns": 4}
    with pytest.raises(
        RunStopped, match=r"first 10 conversations were all refused: HTTP 400: .*4096.*retry-failed"
    ):
        generate(corpus(60), tmp_path / "run", concurrency=4, **options)
    assert len(server.requests) < 20
    server.rule = lambda request: None
    counts = generate(corpus(60), tmp_path / "run", concurrency=4, retry_failed=True, **options).counts
    assert (counts["done"], counts["failed"]) == (60, 0)


@pytest.mark.parametrize("well", [1, 5])
def test_refusals_of_single_conversations_stop_no_run(server, stub, corpus, tmp_path, well):
    refused = stub.Fault(status=400, body={"error": {"message": "this is filtered"}})
    others = [f"Valve {n} " for n in range(14) if n != well]
    server.rule = lambda request: refused if any(valve in request.text for valve in others) else None
    options = {"model": "stub", "base_url": server.url, "max_turns": 4, "sources": 0}
    counts = generate(corpus(14), tmp_path / "run", concurrency=1, **options).counts
    assert (counts["done"], counts["failed"]) == (1, 13)


def test_a_stopped_run_goes_on_once_the_refusal_is_mended(server, stub, corpus, tmp_path):
    server.rule = stub.always("any", stub.Fault(status=401), after=30)
    options = {"model": "stub", "base_url": server.url, "concurrency": 2, "max_turns": 4}
    with pytest.raises(RunStopped):
        generate(corpus(12), tmp_path / "run", **options)
    server.rule = lambda request: None
    counts = generate(corpus(12), tmp_path / "run", **options).counts
    assert (counts["snippets"], counts["done"], counts["failed"]) == (12, 12, 0)


def faults(stub):
    """Return every kind of fault, by the outcome of the reply that carries it; none for a lost request."""
    fault = stub.Fault
    return [
        (None, fault(status=429, headers={"retry-after": "0"})),
        (None, fault(status=500)),
        (None, fault(hang="drop")),
        (None, fault(body="<html>POISON</html>")),
        ("truncated", fault(content="POISON and", finish="length")),
        ("truncated", fault(content="<think>POISON")),
        ("filtered", fault(content="POISON", finish="content_filter")),
        ("refused", fault(content=None, message={"refusal": "POISON"})),
        ("empty", fault(content=None)),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_under_random_faults_every_snippet_and_every_token_is_accounted_for(server, stub, corpus, tmp_path, seed):
    chance, met, every = random.Random(seed), Counter(), faults(stub)

    def rule(request):
        if chance.random() > 0.35:
            return None
        outcome, fault = chance.choice(every)
        met[outcome] += 1
        return fault

    server.rule = rule
    options = {"model": "stub", "base_url": server.url, "max_turns": 6, "retries": 2, "tries": 2}
    counts = generate(corpus(24), tmp_path / "run", concurrency=8, **options).counts
    assert counts["done"] + counts["failed"] == counts["snippets"] == 24
    assert counts["done"] > 0
    assert counts["failed"] > 0
    for name in ("input", "cached", "output"):
        assert counts[f"{name}_tokens"] == server.spent[name]
    records = list(read_records(tmp_path / "run"))
    outcomes = Counter(call["outcome"] for record in records for call in record.calls)
    assert {kind: outcomes[kind] for kind in met if kind} == {kind: met[kind] for kind in met if kind}
    assert counts["calls"] == len(server.requests) - met[None]
    said = [turn.text for record in records for turn in record.turns]
    assert not [text for text in said if "POISON" in text or "<html" in text]
    rows = (tmp_path / "run" / "conversations.jsonl").read_text().splitlines()
    assert len(rows) == counts["conversations"] == counts["done"]
