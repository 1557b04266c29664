"""Problems from the examples with the model in the box: every fate comes up, and what is kept stands."""

from collections import Counter
from pathlib import Path

from colloquist.answers import value_equal
from colloquist.models.embedded.sums import recognised, worked
from colloquist.run.folder import read_records
from colloquist.run.generate import agenerate

EXAMPLES = Path(__file__).parents[2] / "examples"


async def test_the_whole_problem_graph_runs_over_the_examples(tmp_path):
    outcome = await agenerate(EXAMPLES, tmp_path / "run", strategy="problem_set", model="embedded", max_turns=6)
    counts = outcome.counts
    assert counts["failed"] == 0
    records = list(read_records(tmp_path / "run"))
    assert len(records) == counts["snippets"] == counts["done"] + counts["rejected"]
    fates = Counter(record.problems[0]["fate"] for record in records)
    assert fates["kept"] == counts["done"] >= 5
    assert fates["no_problem"] >= 5
    assert fates["too_easy"] >= 1
    for record in records:
        [problem] = record.problems
        if problem["fate"] != "kept":
            assert record.status == "rejected"
            assert not record.turns
            continue
        check_kept(record, problem)


def check_kept(record, problem):
    right = worked(recognised(problem["text"]))[1]
    assert value_equal(problem["vote"]["answer"], right)
    assert problem["vote"]["author_agrees"]
    assert 0.4 <= problem["vote"]["share"] <= 0.95
    assert len(problem["attempts"]) == 5
    assert problem["cites"]
    assert record.turns[0].text == problem["text"]
    assert record.turns[1].text.endswith(f"Answer: {right}")
    assert "derived" in {label.kind for label in record.turns[1].labels}
    assert all(len(record.path_turns(path)) >= 4 for path in record.accepted)
