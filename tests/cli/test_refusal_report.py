"""`colloquist refusal-report`: three numbers with intervals, before and after, and mistakes said in one line."""

import json
import sys

import pytest

from colloquist.cli import main
from colloquist.run.generate import generate


@pytest.fixture
def said(monkeypatch, capsys):
    """Run the command and return its status, what it told and what it complained of."""

    def run(*argv):
        monkeypatch.setattr(sys, "argv", ["colloquist", *map(str, argv)])
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = ended.code or 0
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def questions(tmp_path):
    """A file with two questions that have an answer, one that has none, and a row that is no question."""
    rows = [{"question": f"When did valve {n} open?", "answer": "noon"} for n in range(2)]
    rows += [{"question": "Who built it?", "answer": None}, {"answer": "x"}]
    (tmp_path / "qa.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return tmp_path / "qa.jsonl"


def test_it_tells_three_numbers_with_intervals_and_what_nobody_can_answer_apart(said, questions, tmp_path):
    out = tmp_path / "out.jsonl"
    status, told, _ = said("refusal-report", questions, "--model", "embedded", "--out", out)
    assert status == 0
    assert "questions with an answer: 2" in told
    assert "not attempted           100.0 %   95 % [34.2, 100.0]   2 of 2" in told
    assert "questions that nobody can answer: 1" in told
    assert "refused, as it should   100.0 %   95 % [20.7, 100.0]   1 of 1" in told
    assert "1 rows could not be read" in told
    assert "graded by             words alone" in told
    assert "F1" not in told
    assert said("refusal-report", out)[1].splitlines()[:6] == told.splitlines()[:6]


def test_it_compares_before_and_after_in_pairs(said, questions, tmp_path):
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    said("refusal-report", questions, "--model", "embedded", "--out", after)
    rows = [json.loads(line) for line in after.read_text().splitlines()]
    before.write_text("".join(f"{json.dumps({**row, 'outcome': 'incorrect'})}\n" for row in rows))
    status, told, _ = said("refusal-report", before, after)
    assert status == 0
    assert "3 questions graded in both; 0 others left aside" in told
    assert "0.0 -> 100.0 %" in told
    assert "2 came, 0 went, p = 0.5" in told
    assert "McNemar's exact test" in told


def test_a_refusal_run_is_a_file_of_questions(said, tmp_path):
    (tmp_path / "valve.txt").write_text(
        "A relief valve opens when the pressure under its disc exceeds the force of its spring. "
        "Once it is open, the wider rim of the disc adds lifting area. It closes at a lower pressure."
    )
    generate(tmp_path / "valve.txt", tmp_path / "run", strategy="refusal")
    out = tmp_path / "out.jsonl"
    status, told, _ = said(
        *("refusal-report", tmp_path / "run", "--model", "embedded"),
        *("--grader-model", "embedded", "--out", out),
    )
    assert status == 0
    assert "questions with an answer: 1" in told
    assert "questions that nobody can answer: 3" in told
    assert "graded by             embedded" in told


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["none.jsonl", "--model", "embedded", "--out", "o.jsonl"], "there is no such file"),
        (["qa.jsonl"], "--model and --out are wanted"),
        (["qa.jsonl", "qa.jsonl"], "one or two files of results"),
        (["qa.jsonl", "--model", "gpt-4o-mini", "--out", "o.jsonl"], "needs OPENAI_API_KEY"),
        (["qa.jsonl", "--model", "embedded", "--out", "qa.jsonl"], "it holds something else"),
        (["text.txt", "--model", "embedded", "--out", "o.jsonl"], "no rows of questions"),
        (["qa.jsonl", "--model", "embedded", "--out", "o.jsonl", "--answer-column", "key"], "no question to ask"),
        (["empty.jsonl", "--model", "embedded", "--out", "o.jsonl"], "no question to ask"),
    ],
)
def test_a_mistake_is_one_line_and_status_2_and_writes_nothing(said, questions, tmp_path, monkeypatch, argv, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.txt").write_text("A valve opens when the pressure under its disc exceeds the spring. " * 3)
    (tmp_path / "empty.jsonl").write_text("")
    before = questions.read_text()
    status, _, complaint = said("refusal-report", *argv)
    assert status == 2
    assert says in complaint
    assert complaint.count("\n") == 1
    assert questions.read_text() == before
    assert not (tmp_path / "o.jsonl").exists()
