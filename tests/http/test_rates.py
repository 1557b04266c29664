"""A run keeps the pace of its server: pauses that are asked for, outages that end, requests that never will."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest

from colloquist.models import silence, telling
from colloquist.models.outage import LONGEST_ASKED, asked
from colloquist.run.folder import read_records
from colloquist.run.generate import RunStopped, generate


class Refusal(Exception):
    """A reply with headers and no more."""

    def __init__(self, headers):
        super().__init__("no")
        self.response = type("Response", (), {"headers": headers})


@pytest.fixture
def corpus(tmp_path):
    """A file of eight snippets."""
    path = tmp_path / "corpus.jsonl"
    rows = [{"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."} for n in range(8)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def run(corpus, tmp_path, server):
    """Make a run against the server and return its counts and what it said while it waited."""

    def make(**options):
        said = []

        def watch(tally):
            if not said or said[-1] != tally.waits_for:
                said.append(tally.waits_for)

        chosen = {"model": "stub", "base_url": server.url, "max_turns": 4, "concurrency": 4, **options}
        return generate(corpus, tmp_path / "run", watcher=watch, **chosen).counts, said

    return make


@pytest.fixture
def short_pauses(monkeypatch):
    """Probes follow each other at once at first."""
    for module in (silence, telling):
        monkeypatch.setattr(module, "FIRST_PAUSE", 0.05)


def soon(seconds):
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({"retry-after": "7"}, 7, 7),
        ({"retry-after": "0.25"}, 0.25, 0.25),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5, 1.5),
        ({"retry-after": soon}, 500, 600),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0, 0),
        ({"retry-after": "Wed, 21 Oct 2099 07:28:00 GMT"}, LONGEST_ASKED, LONGEST_ASKED),
        ({"retry-after": "inf"}, LONGEST_ASKED, LONGEST_ASKED),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m3.5s"}, 63.5, 63.5),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"}, 0.12, 0.12),
    ],
)
def test_what_a_server_asks_for_is_read_in_every_way_it_is_said(headers, low, high):
    said = {name: value(600) if callable(value) else value for name, value in headers.items()}
    assert low <= asked(Refusal(said)) <= high


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"retry-after": "soon"},
        {"retry-after": "-5"},
        {"retry-after": "nan"},
        {"x-ratelimit-reset-tokens": "9s"},
    ],
)
def test_what_it_does_not_ask_for_is_not_made_up(headers):
    assert asked(Refusal(headers)) is None


def test_a_pause_that_one_request_is_asked_for_is_kept_by_all(run, server, stub):
    refused_at = []

    def rule(request):
        sent.append(time.monotonic())
        if len(sent) == 12:
            refused_at.append(time.monotonic())
            return stub.Fault(status=429, headers={"retry-after": "0.7"})
        return None

    sent: list[float] = []
    server.rule = rule
    counts, _ = run()
    assert counts["done"] == 8
    [at] = refused_at
    # What was under way by then may still come in; the four conversations have one request each.
    assert len([other for other in sent if at < other < at + 0.65]) <= 3


def test_rate_limits_cost_no_retries(run, server, stub):
    server.rule = lambda request: (
        stub.Fault(status=429, headers={"retry-after": "0"}) if request.number % 4 == 3 else None
    )
    counts, _ = run(retries=0)
    assert (counts["done"], counts["failed"]) == (8, 0)


@pytest.mark.parametrize("fault", ["503", "drop"])
def test_a_run_sits_out_an_outage_and_nothing_is_lost_or_doubled(run, server, stub, fault, tmp_path, short_pauses):
    down = stub.Fault(status=503) if fault == "503" else stub.Fault(hang="drop")
    server.rule = stub.on("any", *[down] * 9, after=14)
    counts, said = run(retries=1)
    assert (counts["done"], counts["failed"]) == (8, 0)
    assert counts["calls"] == len(server.requests) - 9
    assert [line for line in said if line and "has not answered since" in line]
    assert said[-1] is None
    assert len({record.id for record in read_records(tmp_path / "run")}) == 8


def test_a_server_that_is_gone_for_a_while_is_found_again(run, server):
    began, others = threading.Event(), []

    def rule(request):
        if request.number == 14:
            began.set()

    def restart():
        began.wait(20)
        server.__exit__()
        time.sleep(1.5)
        again = type(server)(port=urlsplit(server.url).port)
        others.append(again.__enter__())

    server.rule = rule
    restarting = threading.Thread(target=restart)
    restarting.start()
    counts, said = run(retries=1)
    restarting.join()
    others[0].__exit__()
    assert (counts["done"], counts["failed"]) == (8, 0)
    assert others[0].requests
    assert [line for line in said if line and "next try at" in line]


def test_a_request_that_always_fails_fails_its_conversation_and_pauses_nobody(run, server, stub, tmp_path):
    bad = stub.Fault(status=500)
    server.rule = lambda request: bad if "Valve 3 opens" in request.text else None
    counts, said = run(retries=2, concurrency=8)
    assert (counts["done"], counts["failed"]) == (7, 1)
    assert not [line for line in said if line]


def test_a_wrong_address_is_not_waited_for(run, server, stub):
    server.rule = stub.always("any", stub.Fault(status=502))
    with pytest.raises(RunStopped, match="3 conversations in a row"):
        run(retries=1)
    assert len(server.requests) <= 8 * 2
