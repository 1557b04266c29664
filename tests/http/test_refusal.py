"""The refusal graph and its report over a wire: rows of both kinds, faults that are no samples, resumed runs."""

import json
from collections import Counter

import pytest

from colloquist.run.folder import read_records
from colloquist.run.generate import generate
from colloquist.run.problem import RunStopped
from colloquist.run.question_file import questions_in
from colloquist.run.refusal_report import scored
from colloquist.run.report import report
from colloquist.state.settings import RoleSettings, Settings


@pytest.fixture
def corpus(tmp_path):
    """Write a file of that many snippets."""

    def write(number):
        text = "Valve {} opens at {} bar when its spring gives way. It closes lower than that."
        rows = [{"text": text.format(n, n)} for n in range(number)]
        (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path / "corpus.jsonl"

    return write


def options(server, **more):
    """Return the options of a refusal run with a student of its own."""
    roles = {"student": RoleSettings(model="pupil", temperature=0.7)}
    return {"strategy": "refusal", "model": "stub", "base_url": server.url, "roles": roles, "samples": 3, **more}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_whole_run_gives_rows_and_pairs_by_what_the_student_said(server, corpus, tmp_path):
    outcome = generate(corpus(3), tmp_path / "run", **options(server))
    assert outcome.counts["done"] == 3
    assert len(server.of("student")) == 3 * 3 * 3
    assert {r.body["model"] for r in server.of("student")} == {"pupil"}
    assert {r.body["temperature"] for r in server.of("student")} == {0.7}
    assert all(len(r.messages) == 1 for r in server.of("student"))
    records = list(read_records(tmp_path / "run"))
    wanted = [f"{record.id}/{pair.id}" for record in records for pair in record.preferences]
    assert [row["meta"]["id"] for row in lines(tmp_path / "run" / "preferences.jsonl")] == wanted
    assert wanted
    standing = report(tmp_path / "run")
    assert (standing.questions["bogus"], standing.questions["answerable"], standing.questions["dropped"]) == (
        3,
        9,
        3,
    )
    assert standing.pairs.total() == len(wanted)
    dropped = [q["dropped"] for record in records for q in record.questions if q["dropped"]]
    assert dropped == ["rated below 4 for being different and plausible"] * 3


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_student_replies_that_failed_are_asked_once_and_never_wrong(server, stub, corpus, tmp_path, finish):
    server.rule = stub.always("student", stub.Fault(content="POISON", finish=finish))
    outcome = generate(corpus(1), tmp_path / "run", **options(server))
    assert outcome.counts["done"] == 1
    assert len(server.of("student")) == 9
    [record] = read_records(tmp_path / "run")
    assert all(not q["samples"] and len(q["lost"]) == 3 for q in record.questions if q["kind"] == "answerable")
    assert not record.preferences
    assert not (tmp_path / "run" / "preferences.jsonl").exists()
    assert "POISON" not in record.model_dump_json()


def test_a_student_whose_server_is_gone_fails_the_snippet_to_be_made_again(
    server, other_server, stub, corpus, tmp_path
):
    other_server.rule = stub.always("any", stub.Fault(status=503))
    roles = {"student": RoleSettings(model="pupil", base_url=other_server.url)}
    given = options(server, roles=roles, retries=1)
    assert generate(corpus(1), tmp_path / "run", **given).counts["failed"] == 1
    other_server.rule = lambda request: None
    counts = generate(corpus(1), tmp_path / "run", retry_failed=True, **given).counts
    assert (counts["done"], counts["failed"], counts["retried"]) == (1, 0, 1)
    assert [request.role for request in server.requests].count("seed") == 2


def test_rows_of_questions_make_a_run(server, tmp_path):
    rows = [{"question": "Who won?", "answer": {"value": "Lewis", "aliases": ["S. Lewis"]}}]
    (tmp_path / "qa.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    generate(tmp_path / "qa.jsonl", tmp_path / "run", question_column="question", **options(server))
    [record] = read_records(tmp_path / "run")
    assert record.questions[0]["text"] == "Who won?"
    assert record.questions[0]["aliases"] == ["S. Lewis"]


def settings_for(server):
    return Settings(model="judge", base_url=server.url, retries=0, roles={"student": RoleSettings(model="pupil")})


async def test_a_report_counts_failures_apart_and_asks_only_for_them_again(server, stub, corpus, tmp_path):
    generate(corpus(4), tmp_path / "run", **options(server))
    questions = questions_in(tmp_path / "run", "question", "answer", None).questions
    server.requests.clear()
    bad = [stub.Fault(content="POISON", finish="length"), stub.Fault(content=None), stub.Fault(status=500)]
    server.rule = stub.on("student", *bad)
    results = await scored(questions, settings_for(server), tmp_path / "out.jsonl", grader=True, concurrency=1)
    counts = Counter(row["outcome"] for row in results)
    assert counts["failed"] == 3
    assert counts.total() == len(questions)
    assert len(server.of("student")) == len(questions)
    assert "POISON" not in (tmp_path / "out.jsonl").read_text()
    again = await scored(questions, settings_for(server), tmp_path / "out.jsonl", grader=True)
    assert len(server.of("student")) == len(questions) + 3
    assert [row["id"] for row in again] == [q["id"] for q in questions]
    assert not [row for row in again if row["outcome"] == "failed"]
    assert lines(tmp_path / "out.jsonl") == again


async def test_a_report_stops_at_once_when_every_call_is_refused(server, stub, corpus, tmp_path):
    generate(corpus(2), tmp_path / "run", **options(server))
    questions = questions_in(tmp_path / "run", "question", "answer", None).questions
    server.requests.clear()
    server.rule = stub.always("any", stub.Fault(status=401, body={"error": {"message": "no such key"}}))
    with pytest.raises(RunStopped, match="HTTP 401"):
        await scored(questions, settings_for(server), tmp_path / "out.jsonl", grader=True, concurrency=2)
    assert len(server.requests) <= 4


async def test_a_grader_that_is_gone_leaves_a_question_failed_and_not_wrong(server, stub, corpus, tmp_path):
    generate(corpus(1), tmp_path / "run", **options(server))
    questions = questions_in(tmp_path / "run", "question", "answer", None).questions
    server.rule = stub.always("verifier", stub.Fault(status=503))
    results = await scored(questions, settings_for(server), tmp_path / "out.jsonl", grader=True)
    assert {(row["outcome"], row["by"]) for row in results} == {("failed", "unreachable")}
