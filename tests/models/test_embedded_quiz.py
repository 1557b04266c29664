"""The embedded model plays every part of a refusal run, and its rows are what trainers take."""

import json
from pathlib import Path

import datasets
import pytest

from colloquist.run.folder import read_records
from colloquist.run.generate import agenerate
from colloquist.state.settings import RoleSettings

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A refusal run over all examples without a student."""
    import asyncio

    out = tmp_path_factory.mktemp("refusal") / "run"
    outcome = asyncio.run(agenerate(EXAMPLES, out, strategy="refusal"))
    assert outcome.counts["done"] == outcome.counts["snippets"] > 40
    return out


def test_every_snippet_gives_answers_and_refusals_that_stand_on_what_they_say(run):
    for record in read_records(run):
        rules = {path.perspective for path in record.accepted}
        assert rules >= {"the source answers it", "bogus question"}
        for path in record.accepted:
            question, answer = record.path_turns(path)
            kinds = {label.kind for label in answer.labels}
            assert kinds <= ({"grounded"} if path.perspective == "the source answers it" else {"refusal"})
            assert question.text != answer.text


def test_questions_name_their_subject_and_are_never_asked_twice_of_one_snippet(run):
    for record in read_records(run):
        asked = [question["text"] for question in record.questions]
        assert len(set(asked)) == len(asked)
        assert not [question["dropped"] for question in record.questions if question["dropped"]]


def test_the_rows_load_with_datasets(run, tmp_path):
    found = datasets.load_dataset(
        "json", data_files=str(run / "conversations.jsonl"), split="train", cache_dir=str(tmp_path)
    )
    assert found.num_rows == len((run / "conversations.jsonl").read_text().splitlines())
    assert {turn["role"] for turn in found[0]["messages"]} == {"user", "assistant"}


async def test_a_student_that_knows_nothing_is_taught_to_refuse(tmp_path):
    roles = {"student": RoleSettings(model="embedded")}
    await agenerate(EXAMPLES / "bloom-filters.txt", tmp_path / "run", strategy="refusal", roles=roles, samples=2)
    rows = [json.loads(line) for line in (tmp_path / "run" / "conversations.jsonl").read_text().splitlines()]
    assert {row["meta"]["perspective"] for row in rows} == {"usually wrong", "bogus question"}
    assert all(row["meta"]["labels"]["refusal"] for row in rows)


async def test_a_text_in_another_language_gives_no_bogus_variant_that_is_not_plausible(tmp_path):
    (tmp_path / "ventil.txt").write_text(
        "Ein Sicherheitsventil öffnet, wenn der Druck unter dem Teller die Kraft der Feder übersteigt. "
        "Es schließt erst, wenn der Druck um sieben Prozent gefallen ist. Die Feder bestimmt den Druck."
    )
    await agenerate(tmp_path / "ventil.txt", tmp_path / "run", strategy="refusal")
    [record] = read_records(tmp_path / "run")
    assert {q["dropped"] for q in record.questions if q["kind"] == "bogus"} == {
        "rated below 4 for being different and plausible"
    }
