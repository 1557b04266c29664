"""A run as a dataset at LangSmith and back: the same rows, each once."""

import json

import pytest

import colloquist as cq
from colloquist.run.tracing.problem import TraceError


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_is_pulled_is_what_was_pushed(langsmith, made, tmp_path):
    run = made(3).folder
    shelved = cq.push_dataset(run, "talks")
    assert (shelved.made, shelved.changed, shelved.there) == (len(lines(run / "conversations.jsonl")), 0, 0)
    assert cq.pull_dataset("talks", tmp_path / "back" / "talks.jsonl") == shelved.made
    assert lines(tmp_path / "back" / "talks.jsonl") == lines(run / "conversations.jsonl")


def test_pushed_twice_each_example_is_there_once(langsmith, made):
    run = made(2).folder
    made_first = cq.push_dataset(run, "talks").made
    again = cq.push_dataset(run, "talks")
    assert (again.made, again.changed, again.there) == (0, 0, made_first)
    assert len(langsmith.examples) == made_first
    assert len(langsmith.datasets) == 1


def test_the_last_answer_is_the_reference_of_what_came_before(langsmith, made):
    cq.push_dataset(made(1).folder, "talks")
    example = next(iter(langsmith.examples.values()))
    assert [said["role"] for said in example["inputs"]["messages"]][-1] == "user"
    assert [said["role"] for said in example["outputs"]["messages"]] == ["assistant"]
    assert example["metadata"]["strategy"] == "conversation"


def test_a_row_that_was_made_anew_takes_the_place_of_the_old_one(langsmith, made, tmp_path):
    run = made(2).folder
    cq.push_dataset(run, "talks")
    rows = lines(run / "conversations.jsonl")
    rows[1]["messages"][-1]["content"] = "Another answer."
    (run / "conversations.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    again = cq.push_dataset(run, "talks")
    assert (again.made, again.changed) == (0, 1)
    cq.pull_dataset("talks", tmp_path / "talks.jsonl")
    assert lines(tmp_path / "talks.jsonl") == rows


def test_two_runs_of_the_same_snippets_are_different_examples(langsmith, made):
    first, second = (cq.push_dataset(made(2, out=name).folder, "talks").made for name in ("a", "b"))
    assert first == second
    assert len(langsmith.examples) == first + second


def test_what_was_changed_there_comes_back(langsmith, made, tmp_path):
    cq.push_dataset(made(1).folder, "talks")
    example = next(iter(langsmith.examples.values()))
    example["outputs"]["messages"][0]["content"] = "Better said."
    cq.pull_dataset("talks", tmp_path / "talks.jsonl")
    assert "Better said." in [row["messages"][-1]["content"] for row in lines(tmp_path / "talks.jsonl")]


def test_a_dataset_that_is_not_there_is_named(langsmith, tmp_path):
    with pytest.raises(TraceError, match="there is no dataset talks at"):
        cq.pull_dataset("talks", tmp_path / "talks.jsonl")
    assert not (tmp_path / "talks.jsonl").exists()


def test_nobody_there_is_told(nobody, made):
    with pytest.raises(TraceError, match=r"LangSmith cannot be asked: .* does not answer"):
        cq.push_dataset(made(1).folder, "talks")


def test_a_server_that_fails_on_the_way_is_told(langsmith, made):
    langsmith.rule = lambda method, path: 500 if path.startswith("/v1") else None
    with pytest.raises(TraceError, match=r"dataset talks: .* answers with status 500"):
        cq.push_dataset(made(1).folder, "talks")
