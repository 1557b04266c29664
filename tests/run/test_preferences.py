"""preferences.jsonl: rows as TRL takes them, whatever stops the run that writes them."""

import json
import subprocess
import sys
import time

import datasets
import pytest

from colloquist.models import ScriptedModel
from colloquist.run.folder import read_records
from colloquist.run.generate import generate
from colloquist.run.preferences import preference_rows
from colloquist.state.record import Preference
from colloquist.state.settings import RoleSettings

ANSWER = [{"text": "At that many bar.", "kind": "grounded", "cites": ["1.1"]}]


def quiz():
    """Return a model whose student is right once, then wrong once, about every snippet."""
    said = iter(["yes", "no"] * 1000)

    def refusals(messages):
        ids = [line[1:].partition("]")[0] for line in messages[-1].text.splitlines() if line.startswith("[q")]
        part = {"text": "I don't know.", "kind": "refusal", "cites": []}
        return {"refusals": [{"of": id_, "sentences": [part]} for id_ in ids]}

    question = {"question": "When does it open?", "key": "then", "aliases": [], "answer": ANSWER}
    bogus = {"of": "q1", "discussion": "a town", "question": "When does the Orley one open?", "quality": 5}
    script = {
        "ask_questions": lambda messages: {"questions": [question], "beyond": []},
        "bogus_variants": lambda messages: {"variants": [bogus]},
        "write_refusals": refusals,
        "sample_student": lambda messages: next(said),
        "grade": lambda messages: {
            "analysis": "so",
            "outcome": "correct" if "\nyes\n" in messages[-1].text else "incorrect",
        },
    }
    return ScriptedModel(script=script)


@pytest.fixture
def run(valves_of, tmp_path):
    """A refusal run over six snippets, with both pairs for each."""
    model = quiz()
    options = {"roles": {"student": RoleSettings(model=model)}, "samples": 2, "concurrency": 1}
    generate(valves_of(6), tmp_path / "run", strategy="refusal", model=model, **options)
    return tmp_path / "run", options | {"strategy": "refusal", "model": model}


def test_rows_have_the_explicit_conversational_form_and_load_with_datasets(run, tmp_path):
    out, _ = run
    rows = [json.loads(line) for line in (out / "preferences.jsonl").read_text().splitlines()]
    assert len(rows) == 12
    for row in rows:
        assert list(row) == ["prompt", "chosen", "rejected", "meta"]
        assert [message["role"] for message in row["prompt"]] == ["user"]
        for side in ("chosen", "rejected"):
            [message] = row[side]
            assert set(message) == {"role", "content"}
            assert message["role"] == "assistant"
            assert message["content"].strip()
        assert row["chosen"] != row["rejected"]
        assert {key: type(value) for key, value in row["meta"].items()} == {
            key: type(value) for key, value in rows[0]["meta"].items()
        }
    found = datasets.load_dataset(
        "json", data_files=str(out / "preferences.jsonl"), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert found.column_names == ["prompt", "chosen", "rejected", "meta"]
    assert found.num_rows == 12
    assert found[0]["meta"]["p_correct"] == 0.5


def test_rows_are_those_of_the_records(run):
    out, _ = run
    rows = [json.loads(line) for line in (out / "preferences.jsonl").read_text().splitlines()]
    assert rows == [row for record in read_records(out) for row in preference_rows(record)]


@pytest.mark.parametrize("lost", ["all", "last", "half", "damaged", "one too many"])
def test_what_a_stop_left_out_is_put_back(run, valves_of, lost):
    out, options = run
    path = out / "preferences.jsonl"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    left = {
        "all": b"",
        "last": b"".join(lines[:-1]),
        "half": whole[:-20],
        "damaged": b"".join([*lines[:3], b"{}\n", *lines[4:]]),
        "one too many": whole + lines[0],
    }
    path.write_bytes(left[lost])
    generate(valves_of(6), out, **options)
    assert path.read_bytes() == whole


KILLED = """
import re, sys, time
from colloquist.models import ScriptedModel
from colloquist.run.generate import generate
from colloquist.state.settings import RoleSettings

def valve(messages):
    return int(re.search(r"[Vv]alve (\\d+)", messages[-1].text)[1])

def asked(messages):
    answer = [{"text": "At that many bar.", "kind": "grounded", "cites": ["1.1"]}]
    text = f"When does valve {valve(messages)} open?"
    return {"questions": [{"question": text, "key": "then", "aliases": [], "answer": answer}], "beyond": []}

def refused(messages):
    part = {"text": "I don't know.", "kind": "refusal", "cites": []}
    return {"refusals": [{"of": "q1", "sentences": [part]}]}

def said(messages):
    time.sleep(0.003)
    return "then" if valve(messages) % 2 else "no"

model = ScriptedModel(script={
    "ask_questions": asked,
    "bogus_variants": lambda messages: {"variants": []},
    "write_refusals": refused,
    "sample_student": said,
    "grade": lambda messages: {"analysis": "so", "outcome": "incorrect"},
})
roles = {"student": RoleSettings(model=model)}
generate("valves.jsonl", sys.argv[1], strategy="refusal", model=model, roles=roles, samples=3, concurrency=4)
"""


def test_a_run_that_is_killed_again_and_again_ends_with_the_pairs_of_one_that_was_not(valves_of, tmp_path):
    valves_of(60)

    def begin(out):
        return subprocess.Popen([sys.executable, "-c", KILLED, out], cwd=tmp_path)

    assert begin("whole").wait() == 0
    path, kills = tmp_path / "run" / "preferences.jsonl", 0
    for wanted in (5, 20, 40):
        process = begin("run")
        while process.poll() is None and (not path.exists() or path.read_bytes().count(b"\n") < wanted):
            time.sleep(0.005)
        process.kill()
        kills += process.wait() != 0
    assert kills >= 2
    assert begin("run").wait() == 0
    assert path.read_bytes() == (tmp_path / "whole" / "preferences.jsonl").read_bytes()
    assert path.read_bytes().count(b"\n") == 60


def test_a_conversation_run_has_no_file_of_preferences(valves_of, tmp_path):
    generate(valves_of(1), tmp_path / "run", max_turns=4)
    assert not (tmp_path / "run" / "preferences.jsonl").exists()


def test_a_pair_whose_sides_are_the_same_is_no_preference():
    about = {"id": "q1/x", "question_id": "q1", "rule": "x", "prompt": "?", "p_correct": 0.0, "samples": 1}
    with pytest.raises(ValueError, match="chosen and rejected are the same"):
        Preference(**about, chosen="a", rejected="a")


def test_a_run_that_was_cancelled_ends_with_the_pairs_of_one_that_was_not(run, valves_of, tmp_path):
    out, _ = run
    model, seen = quiz(), []
    options = {"roles": {"student": RoleSettings(model=model)}, "samples": 2, "concurrency": 1}

    class Enough(BaseException):
        pass

    def watcher(tally):
        seen.append(tally.done)
        if tally.done == 3 and len(seen) < 10:
            raise Enough

    with pytest.raises(Enough):
        generate(valves_of(6), tmp_path / "cut", strategy="refusal", model=model, watcher=watcher, **options)
    assert 0 < len((tmp_path / "cut" / "preferences.jsonl").read_bytes().splitlines()) < 12
    generate(valves_of(6), tmp_path / "cut", strategy="refusal", model=model, **options)
    assert (tmp_path / "cut" / "preferences.jsonl").read_bytes() == (out / "preferences.jsonl").read_bytes()
