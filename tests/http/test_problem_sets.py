"""The problem graph over the wire: what solvers are sent, faults, and a run that goes on from its journal."""

import pytest

from colloquist.graphs import load
from colloquist.run.generate import generate
from colloquist.run.journal import SqliteJournal
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import RoleSettings, Settings


@pytest.fixture
def played(server, snippet):
    """Run the problem graph against the stub server and return the record."""

    async def play(**options):
        settings = Settings(**{"model": "stub", "base_url": server.url, "max_turns": 4, **options})
        ended = await load("problem_set").ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "problem_set", settings, 0.0)

    return play


async def test_a_problem_is_set_solved_by_five_voted_on_checked_and_talked_about(server, played):
    record = await played()
    assert record.status == "done"
    assert record.problems[0]["vote"]["share"] == 0.8
    assert [request.role for request in server.requests] == [
        *("seed", *["solver"] * 5, "refiner", "persona", "user", "assistant", "refiner")
    ]
    assert [turn.role for turn in record.turns] == ["user", "assistant"] * 2
    assert record.usage["input_tokens"] == server.spent["input"]


async def test_no_two_solvers_are_sent_the_same_words_and_none_the_snippet(server, played, snippet):
    await played()
    texts = [request.text for request in server.of("solver")]
    assert len(set(texts)) == 5
    assert not [text for text in texts if snippet.sentences[0] in text]


async def test_the_solver_role_has_a_model_of_its_own(server, played):
    await played(roles={"solver": RoleSettings(model="many-minds", temperature=0.9)})
    assert {request.body["model"] for request in server.of("solver")} == {"many-minds"}
    assert {request.body["model"] for request in server.requests if request.role != "solver"} == {"stub"}


@pytest.mark.parametrize("structured", ["json_schema", "json_object", "prompt"])
async def test_its_objects_are_asked_for_in_every_way(played, structured):
    assert (await played(structured=structured)).status == "done"


async def test_faults_of_single_solvers_are_no_answers_and_never_text(server, stub, played):
    faults = [stub.Fault(content="POISON and", finish="length"), stub.Fault(content=""), stub.Fault(status=429)]
    server.rule = stub.on("solver", *faults)
    record = await played(tries=1)
    outcomes = [attempt["outcome"] for attempt in record.problems[0]["attempts"]]
    assert sorted(outcome for outcome in outcomes if outcome != "answered") == ["empty", "truncated"]
    assert "POISON" not in str(record.problems) + str(record.turns)


async def test_a_lost_server_fails_the_snippet_instead_of_losing_votes(server, stub, played):
    server.rule = stub.on("solver", *[stub.Fault(status=500)] * 3)
    record = await played(retries=0)
    assert (record.status, record.failure["node"]) == ("failed", "solve")
    assert len(server.of("solver")) == 5
    assert record.usage["calls"] == 3


async def test_more_solvers_than_manners_are_still_asked_one_by_one_and_replayed_as_they_were(
    server, played, tmp_path, snippet
):
    def told(record):
        return record.model_dump(exclude={"timings": True, "calls": {"__all__": {"seconds"}}})

    with SqliteJournal(tmp_path / "journal.sqlite") as journal:
        first = await played(solvers=9, journal=journal.of(snippet.id))
        asked = len(server.requests)
        again = await played(solvers=9, journal=journal.of(snippet.id))
    assert len(server.requests) == asked
    assert told(again) == told(first)
    assert len(server.of("solver")) == 9


def test_a_run_of_problems_accounts_for_every_snippet(server, stub, tmp_path):
    path = tmp_path / "valves.jsonl"
    path.write_text(
        "".join(
            f'{{"text": "Valve {n} opens at {n} bar. It is of brass. It closes 7 percent lower."}}\n'
            for n in range(2, 8)
        )
    )
    server.rule = stub.on("solver", *[stub.Fault(content="no last line")] * 4, after=3)
    options = {"model": "stub", "base_url": server.url, "max_turns": 4, "strategy": "problem_set", "tries": 1}
    counts = generate(path, tmp_path / "run", concurrency=3, **options).counts
    assert counts["snippets"] == 6 == counts["done"] + counts["rejected"] + counts["failed"]
    assert counts["done"] > 0
    assert counts["calls"] == len(server.requests)
