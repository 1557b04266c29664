"""A strategy's fingerprint changes with what it does, and with nothing else."""

import subprocess
import sys
import textwrap

import pytest

import colloquist as cq
from colloquist.graphs import StrategyError, file_of, load, strategies
from colloquist.graphs.fingerprint import fingerprint

OWN = """
from colloquist.graphs.conversation import conversation

WORD = "slow"

def build(**own):
    return conversation("own", manner={"user": f"Be {WORD}."}, **own)
"""


def of(path):
    return fingerprint(load(str(path)), file_of(str(path)))


def test_an_edit_of_a_file_is_seen_at_once_and_undone_it_is_the_same_again(tmp_path):
    own = tmp_path / "own.py"
    own.write_text(OWN)
    before = of(own)
    own.write_text(OWN.replace("slow", "fast"))  # as long, and within the same second
    assert of(own) != before
    assert load(str(own)).builder.manner == {"user": "Be fast."}
    own.write_text(OWN)
    assert of(own) == before
    assert not (tmp_path / "__pycache__").exists()


def test_two_builds_of_a_strategy_are_the_same_and_two_strategies_are_not():
    prints = [fingerprint(load(name), file_of(name)) for name in strategies()]
    assert prints == [fingerprint(load(name), file_of(name)) for name in strategies()]
    assert len(set(prints)) == len(prints)


def test_manner_and_nodes_of_a_graph_count():
    def one(state):
        return {"status": "done"}

    def two(state):
        return {"status": "rejected"}

    graphs = [
        cq.conversation(),
        cq.conversation(manner={"user": "Be brief."}),
        cq.conversation(manner={"user": "Be long."}),
        cq.conversation(finish=one),
        cq.conversation(finish=two),
    ]
    assert len({fingerprint(graph) for graph in graphs}) == 5
    assert fingerprint(cq.conversation(finish=one)) == fingerprint(cq.conversation(finish=one))


def test_a_node_without_a_source_is_told_by_its_code_in_every_process():
    code = """
        import colloquist as cq
        from colloquist.graphs.fingerprint import fingerprint
        names = {}
        exec("def finish(state):\\n    return {'status': 'done'} if 'a' in {'a', 'b', 'c', 'd'} else {}", names)
        print(fingerprint(cq.conversation(finish=names["finish"])))
    """
    said = {
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)], env={"PYTHONHASHSEED": seed}, text=True,
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_records_keep_the_fingerprint_of_what_made_them(snippet, model, verdict, tmp_path):
    own = tmp_path / "own.py"
    own.write_text(OWN)
    record = cq.converse(snippet, strategy=str(own), model=model([verdict("terminate")]), max_branches=0)
    assert record.strategy_fingerprint == of(own)
    steps = list(cq.stream(snippet, strategy=str(own), model=model([verdict("terminate")]), max_branches=0))
    assert steps[-1].conversation.strategy_fingerprint == of(own)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1\nraise KeyError('no')\n", r"own.py, line 2: KeyError: 'no'"),
        ("def build(:\n", r"own.py, line 1: SyntaxError"),
        ("import nonsense_module\n", r"own.py, line 1: ModuleNotFoundError"),
    ],
)
def test_a_file_that_does_not_load_is_named_with_its_line(tmp_path, text, says):
    own = tmp_path / "own.py"
    own.write_text(text)
    with pytest.raises(StrategyError, match=says):
        load(str(own))


def test_a_name_without_its_ending_is_told_the_file(tmp_path, monkeypatch):
    (tmp_path / "own.py").write_text(OWN)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StrategyError, match=r"no strategy is called 'own'; .* did you mean own.py\?"):
        load("own")
