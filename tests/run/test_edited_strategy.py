"""A run does not go on with a strategy that was edited meanwhile, and does with one that was not."""

import json

import pytest

import colloquist as cq
from colloquist.run.manifest import MANIFEST

OWN = """
from colloquist.graphs.conversation import conversation

def build(**own):
    return conversation("own", manner={"user": "Be slow."}, **own)
"""
SHORT = {"max_turns": 4, "max_branches": 0}


@pytest.fixture
def job(tmp_path):
    """A document, a strategy file and a run folder."""
    (tmp_path / "valve.txt").write_text(
        "A relief valve opens when the pressure under its disc exceeds the force of its spring. "
        "It closes only after the pressure has fallen 7 percent below the set pressure."
    )
    (tmp_path / "own.py").write_text(OWN)
    return {"paths": tmp_path / "valve.txt", "out": tmp_path / "run", **SHORT}


def test_an_edited_strategy_file_is_refused_and_the_undone_edit_goes_on(job, tmp_path):
    own = tmp_path / "own.py"
    cq.generate(**job, strategy=str(own))
    rows = (tmp_path / "run" / "records.jsonl").read_text()
    own.write_text(OWN.replace("slow", "fast"))
    with pytest.raises(cq.RunFolderError, match="the strategy has been edited since this run began"):
        cq.generate(**job, strategy=str(own))
    own.write_text(OWN)
    cq.generate(**job, strategy=str(own))
    assert (tmp_path / "run" / "records.jsonl").read_text() == rows
    manifest = json.loads((tmp_path / "run" / MANIFEST).read_text())
    assert manifest["strategy_fingerprint"] == json.loads(rows)["strategy_fingerprint"] != ""


def test_workers_keep_the_same_fingerprint(job, tmp_path):
    (tmp_path / "more.txt").write_text("Water boils sooner on a mountain. The air presses on it less there.")
    both = [job["paths"], tmp_path / "more.txt"]
    cq.generate(**{**job, "paths": both}, strategy=str(tmp_path / "own.py"), workers=2, concurrency=2)
    rows = [json.loads(line) for line in (tmp_path / "run" / "records.jsonl").read_text().splitlines()]
    manifest = json.loads((tmp_path / "run" / MANIFEST).read_text())
    assert {row["strategy_fingerprint"] for row in rows} == {manifest["strategy_fingerprint"]}
    assert len(rows) == 2


def test_a_worker_that_reads_an_edited_file_makes_nothing_of_it(job, tmp_path):
    own = tmp_path / "own.py"
    own.write_text(OWN + "\nwith open(__file__, 'a') as file:\n    file.write('# read once more\\n')\n")
    (tmp_path / "more.txt").write_text("Water boils sooner on a mountain. The air presses on it less there.")
    both = {**job, "paths": [job["paths"], tmp_path / "more.txt"]}
    with pytest.raises(cq.RunStopped, match=r"own.py was edited while the run went on"):
        cq.generate(**both, strategy=str(own), workers=2, concurrency=2)
    assert not (tmp_path / "run" / "records.jsonl").read_text()


def test_a_graph_with_another_node_is_refused(job):
    cq.generate(**job, strategy=cq.conversation())
    cq.generate(**job, strategy=cq.conversation())
    with pytest.raises(cq.RunFolderError, match="its file, graph, manner or a node"):
        cq.generate(**job, strategy=cq.conversation(finish=lambda state: {"status": "done"}))


def test_a_manifest_from_before_fingerprints_goes_on(job, tmp_path):
    cq.generate(**job)
    path = tmp_path / "run" / MANIFEST
    says = json.loads(path.read_text())
    del says["strategy_fingerprint"]
    path.write_text(json.dumps(says))
    cq.generate(**job)
    assert json.loads(path.read_text())["strategy_fingerprint"]


def test_a_prompt_given_as_a_text_is_compared_by_what_it_says(job, tmp_path):
    from colloquist.prompts import text

    terse = {"user_turn": text("user_turn").replace("How you talk:", "How you talk:\n- Ten words at most.")}
    cq.generate(**job, prompts=terse)
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "user_turn.md").write_text(terse["user_turn"])
    cq.generate(**job, prompts=folder)
    with pytest.raises(cq.RunFolderError, match=r"prompt user_turn.md in text"):
        cq.generate(**job)
    record = next(cq.read_records(tmp_path / "run"))
    assert record.settings["prompts"] == "user_turn"


def test_a_strategy_that_failed_everywhere_is_mended_in_the_same_folder(job, tmp_path):
    own = tmp_path / "own.py"
    broken = OWN.replace("def build", "async def user_turn(state):\n    raise KeyError\n\ndef build")
    own.write_text(broken.replace("**own)\n", "user_turn=user_turn)\n"))
    assert cq.generate(**job, strategy=str(own)).counts["failed"] == 1
    own.write_text(OWN)
    mended = cq.generate(**job, strategy=str(own), retry_failed=True)
    assert (mended.counts["done"], mended.counts["failed"]) == (1, 0)
    own.write_text(OWN.replace("slow", "fast"))
    with pytest.raises(cq.RunFolderError, match="the strategy has been edited since this run began"):
        cq.generate(**job, strategy=str(own))
