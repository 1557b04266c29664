"""Every twentieth request refused, another broken, another dropped, another cut off: the data is the same."""

import json
from collections import Counter

SHARE = 0.05
SNIPPETS = 256
IN_FLIGHT = 256


def test_at_256_in_flight_faults_lose_nothing_double_nothing_and_leave_no_trace_in_the_data(
    paid, valves_of, start, tmp_path, timeless
):
    served = ("--model", "stub", "--base-url", paid.url, "--concurrency", IN_FLIGHT, "--max-turns", "4")
    command = ("generate", valves_of(SNIPPETS), *served, "--out")
    assert start(*command, "calm").wait() == 0
    wanted = Counter(one.words for one in paid.asked)

    paid.asked.clear()
    paid.bad, paid.delay = SHARE, 1.0
    run = start(*command, "stormy")
    assert run.wait() == 0, run.said
    assert "Traceback" not in run.said
    answered = Counter(one.words for one in paid.asked if one.answered)
    print(f"{len(paid.asked)} requests, {paid.most} at once at most, {dict(paid.met)}")
    assert paid.most > IN_FLIGHT / 2
    assert answered == wanted
    assert set(paid.met) == {"refused", "broken", "dropped", "cut off"}
    assert min(paid.met.values()) > len(wanted) * SHARE / 2
    assert timeless(tmp_path / "stormy") == timeless(tmp_path / "calm")
    counts, calm = (
        json.loads((tmp_path / run / "manifest.json").read_text())["counts"] for run in ("stormy", "calm")
    )
    assert counts == calm
    assert counts["done"] + counts["failed"] == SNIPPETS


def test_why_every_snippet_failed_is_on_the_screen(paid, valves_of, start):
    paid.fault_from, paid.fault_status = 0, 400
    run = start("generate", valves_of(4), "--model", "stub", "--base-url", paid.url, "--out", "run")
    assert run.wait() == 1
    assert "first failure: seed_answer: bad_request: HTTP 400" in run.told
    assert "--retry-failed" in run.told
