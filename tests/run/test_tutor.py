"""A run of tutoring over the examples with the model in the box: what it opens on, how it ends, how it goes on."""

import asyncio
from pathlib import Path

import pytest

from colloquist.nodes.checks.wording import words
from colloquist.run.folder import read_records
from colloquist.run.generate import agenerate
from colloquist.state.sentences import asks

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The records of a run over two of the examples, its counts, and its folder."""
    run = tmp_path_factory.mktemp("tutor") / "run"
    files = [EXAMPLES / "relief-valves.md", EXAMPLES / "antibiotic-resistance.html"]
    outcome = asyncio.run(agenerate(files, run, strategy="tutor", model="embedded"))
    return list(read_records(run)), outcome.counts, run


def test_every_snippet_is_accounted_for_and_every_path_alternates(told):
    records, counts, _ = told
    assert counts["snippets"] == len(records) == counts["done"] > 5
    for record in records:
        for path in record.accepted:
            turns = record.path_turns(path)
            assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2)
            assert len(turns) >= 4


def test_each_opens_on_a_belief_that_real_sentences_show_to_be_wrong(told):
    for record in told[0]:
        known = {f"{record.snippet.id}#{n}" for n in range(1, len(record.snippet.sentences) + 1)}
        assert record.misconceptions
        assert all(found["cites"] and known.issuperset(found["cites"]) for found in record.misconceptions)
        first = record.misconceptions[0]
        assert first["belief"].rstrip(".").casefold() in record.turns[0].text.casefold()
        assert asks(record.turns[1].text)
        assert not set(words(first["instead"])) <= set(words(record.turns[1].text))


def test_the_tutor_asks_on_the_way_and_leaves_nothing_open_at_the_end(told):
    paths = [record.path_turns(path) for record in told[0] for path in record.accepted]
    answers = [[turn.text for turn in turns if turn.role == "assistant"] for turns in paths]
    assert not [said[-1] for said in answers if asks(said[-1])]
    assert sum(asks(text) for said in answers for text in said[1:-1]) > len(answers)


async def test_a_run_that_was_cut_short_goes_on_to_the_same_conversations(told):
    records, _, run = told
    before = (run / "records.jsonl").read_text()
    files = [EXAMPLES / "relief-valves.md", EXAMPLES / "antibiotic-resistance.html"]
    (run / "records.jsonl").write_text("".join(before.splitlines(keepends=True)[:2]))
    await agenerate(files, run, strategy="tutor", model="embedded")
    again = list(read_records(run))
    assert {record.id: record.turns for record in again} == {record.id: record.turns for record in records}
    assert {record.id: record.misconceptions for record in again} == {r.id: r.misconceptions for r in records}
