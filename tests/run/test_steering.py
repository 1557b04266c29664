"""A run covers what it draws from, and says on the way how many openings resemble an earlier one."""

import itertools
import json
from collections import Counter

import pytest

from colloquist.cli.progress import says
from colloquist.prompts import phrases
from colloquist.run.diversity.alike import NAME, Noticed
from colloquist.run.folder import read_records
from colloquist.run.generate import generate
from colloquist.run.problem import RunFolderError
from colloquist.run.standing import status
from colloquist.run.tally import Tally

TEMPERAMENTS = phrases("casting")["temperament"].splitlines()
SNIPPETS = 2 * len(TEMPERAMENTS)


@pytest.fixture
def corpus(tmp_path):
    rows = [
        {"text": f"Valve {n} opens at {n} bar, which is what its spring bears. It closes at a lower pressure."}
        for n in range(SNIPPETS)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path / "in.jsonl"


def tones(run):
    return [record.personas["u1"]["tone"] for record in read_records(run)]


def manifest(run):
    return json.loads((run / "manifest.json").read_text())


def test_a_run_gives_every_temperament_equally_often_whatever_is_made_first(corpus, tmp_path):
    generate(corpus, tmp_path / "one", concurrency=1, max_turns=4)
    generate(corpus, tmp_path / "many", concurrency=16, max_turns=4)
    assert Counter(tones(tmp_path / "one")) == dict.fromkeys(TEMPERAMENTS, 2)
    assert tones(tmp_path / "one") == tones(tmp_path / "many")


def test_without_steering_it_does_not_and_the_two_do_not_mix(corpus, tmp_path):
    generate(corpus, tmp_path / "run", limit=11, steering=False, max_turns=4)
    assert len(set(tones(tmp_path / "run"))) < 11
    with pytest.raises(RunFolderError, match="steering = False, not True"):
        generate(corpus, tmp_path / "run", limit=11, max_turns=4)


def test_openings_alike_are_counted_told_and_counted_again_when_a_run_goes_on(corpus, tmp_path, model, verdict):
    run, count, seen = tmp_path / "run", itertools.count(), []
    played = model(
        [verdict("terminate")] * SNIPPETS,
        user_turn=lambda messages: (
            f"My predecessor left three folders and no word. Where is number {next(count)}?"
        ),
    )
    how = {
        "model": played,
        "max_turns": 4,
        "max_branches": 0,
        "watcher": lambda tally: seen.append(tally.openings),
    }
    generate(corpus, run, limit=9, **how)
    assert manifest(run)["openings"]["alike"] == 8
    generate(corpus, run, **how)
    told = {"number": SNIPPETS, "alike": SNIPPETS - 1, "commonest": "My predecessor left three ...", "times": 21}
    assert manifest(run)["openings"] == told
    assert [one.number for one in seen] == sorted(one.number for one in seen)
    assert not (run / NAME).exists()
    assert "openings       21 of 22 resemble an earlier one, most often" in status(run)


def test_the_line_of_a_run_says_how_many_openings_are_alike():
    assert "openings" not in says(Tally())
    assert "12 of 640 openings alike" in says(Tally(openings=Noticed(640, 12, "My predecessor left ...", 9)))
