"""The integrity table: what was checked, found, mended and rejected, counted the same whichever way it is read."""

import itertools
import json
from pathlib import Path

import pytest

from colloquist.models import ScriptedModel
from colloquist.run.folder import read_records
from colloquist.run.generate import generate
from colloquist.run.integrity import integrity_of, nested, told
from colloquist.run.report import report


def moves(kind):
    move = {"stage": "mechanism", "aim": "ask on", "brief": "explain 1.2", "draw_on": []}
    return [{"move": kind, **move}]


@pytest.fixture
def run(valves_of, tmp_path, verdict, persona):
    """A run over four snippets: one answer of each is at fault, and every other one cannot be mended."""
    count = itertools.count()
    seed = {
        "question": "What is a valve?",
        "answer": [{"text": "A valve.", "kind": "grounded", "cites": ["1.1"]}],
    }

    def answer(messages):
        return (
            "It holds 77 bar." if len(messages) == 4 else f"That {'abcd'[next(count) % 4] * 5} part I do not know."
        )

    def refine(messages):
        first = "Turns spoken: 4" in messages[-1].text
        kind = "grounded" if first else "refusal"
        labels = [{"sentence": 1, "kind": kind, "cites": ["1.2"] if first else []}]
        return verdict("continue" if first else "terminate", labels=labels, next_moves=moves("probe"))

    def mend(messages):
        good = "Valve 1 " in messages[-1].text or "Valve 3 " in messages[-1].text
        if "Mend the answer." in messages[-1].text:
            return {"edits": [{"sentence": 1, "text": "It holds." if good else "It holds 78 bar."}]}
        return verdict(labels=[{"sentence": 1, "kind": "grounded", "cites": ["1.2"]}])

    script = {
        "seed_answer": lambda messages: seed,
        "build_persona": lambda messages: persona,
        "user_turn": lambda messages: f"And {'abcd'[next(count) % 4] * 5} then?",
        "assistant_turn": answer,
        "refine": refine,
        "repair": mend,
    }
    model = ScriptedModel(script=script)
    outcome = generate(valves_of(4), tmp_path / "run", model=model, max_branches=0, concurrency=1)
    return tmp_path / "run", outcome


def test_the_manifest_says_what_was_checked_found_mended_and_rejected(run):
    _, outcome = run
    integrity = outcome.manifest["integrity"]
    assert integrity["checked"] == {"paths": 4, "turns": 24, "sentences": 12}
    assert integrity["findings"]["number"] == {"found": 6, "repaired": 2, "rejected": 4}
    assert integrity["reasons"] == {"number": 2}
    assert integrity["probes"] == {"refused_too_much": 4}
    assert integrity["claims"] == {}


def test_records_status_and_manifest_count_the_same(run):
    out, outcome = run
    counted = sum((integrity_of(r.model_dump(mode="json")) for r in read_records(out)), start=integrity_of(EMPTY))
    assert nested(counted) == {k: v for k, v in outcome.manifest["integrity"].items() if k != "tics"}
    assert report(out).checked == outcome.manifest["integrity"]


EMPTY = {"turns": [], "paths": []}


def test_what_was_rejected_is_kept_apart_whole_with_its_findings(run):
    out, _ = run
    rows = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    assert [row["kind"] for row in rows] == ["rejected", "rejected"]
    for row in rows:
        assert row["reason"] == "path p1 (complete): found: number"
        assert {one["turn_id"] for one in row["record"]["findings"]} == {"t4"}


def test_a_mended_answer_and_what_it_replaced_make_a_preference_pair(run):
    out, _ = run
    pairs = [json.loads(line) for line in (out / "preferences.jsonl").read_text().splitlines()]
    assert len(pairs) == 2
    for pair in pairs:
        assert pair["chosen"] == [{"role": "assistant", "content": "It holds."}]
        assert pair["rejected"] == [{"role": "assistant", "content": "It holds 77 bar."}]
        assert [message["role"] for message in pair["prompt"]] == ["user", "assistant", "user"]
        assert pair["meta"]["rule"] == "repair over fault"


def test_rows_count_claims_and_probes_under_fixed_keys(run):
    out, _ = run
    for line in (out / "conversations.jsonl").read_text().splitlines():
        meta = json.loads(line)["meta"]
        assert meta["probes"] == {"yes": 0, "invented": 0, "refused_too_much": 1, "not_asked": 0}
        assert set(meta["claims"]) == {
            *("supported", "contradicted", "not_in_source", "unsettled", "stands", "doubtful")
        }
        assert meta["repaired"] == 1


def test_on_a_screen_nothing_is_told_of_what_there_is_none_of(run):
    _, outcome = run
    lines = dict(told(outcome.manifest["integrity"]))
    assert lines["found"] == "6 number: 2 repaired, 4 rejected"
    assert lines["not accepted"] == "number 2"
    assert "claims" not in lines


def test_a_run_with_the_embedded_model_is_hardly_ever_at_fault(tmp_path):
    outcome = generate(
        Path(__file__).parents[2] / "examples" / "broad-street.md", tmp_path / "run", verify="claims", max_turns=6
    )
    integrity = outcome.manifest["integrity"]
    assert outcome.counts["dropped_paths"] == 0
    assert integrity["checked"]["paths"] == outcome.counts["conversations"] > 0
    assert integrity["claims"]["supported"] > 0
