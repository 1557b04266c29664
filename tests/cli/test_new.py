"""`colloquist new` writes a strategy that runs at once under every public way, and shows what to edit."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

import colloquist as cq
from colloquist.cli.app import app
from colloquist.cli.strategy_file import copied, first_draft
from colloquist.graphs import StrategyError, load, strategies

DECISION = '    # graph.add_conditional_edges("seed_answer", holds_enough'


def new(*arguments):
    """Call the command here and return what it prints; what it raises is raised."""
    ran = CliRunner().invoke(app, ["new", *map(str, arguments)])
    if ran.exception:
        raise ran.exception
    return ran.output


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def edited(*changes):
    """Write a new strategy with lines changed, and return its name."""
    text = first_draft("idea")
    for old, changed in changes:
        assert old in text
        text = text.replace(old, changed)
    with open("idea.py", "w") as file:
        file.write(text)
    return "idea.py"


def test_it_writes_one_file_and_says_what_comes_next(tmp_path):
    said = new("idea")
    assert [path.name for path in tmp_path.iterdir()] == ["idea.py"]
    assert "colloquist generate DOCUMENTS --strategy idea.py --out runs/idea --limit 5" in said
    assert "colloquist graph idea.py" in said
    (tmp_path / "examples").mkdir()
    assert "colloquist generate examples --strategy" in new("other")


def test_the_file_is_short_and_clean():
    new("idea")
    with open("idea.py") as file:
        assert 40 <= len(file.readlines()) <= 60
    for command in (["check", "--isolated", "--select", "E,W,F,I,B,UP,D,ANN,RUF", "--line-length", "115",
                     "--config", "lint.pydocstyle.convention='google'"],
                    ["format", "--check", "--isolated", "--line-length", "115"]):  # fmt: skip
        ran = subprocess.run([sys.executable, "-m", "ruff", *command, "idea.py"], capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_it_runs_as_it_stands_and_its_words_reach_the_prompts(snippet, model, verdict):
    new("idea")
    speaks = model([verdict("terminate")])
    record = cq.converse(snippet, strategy="idea.py", model=speaks, max_branches=0)
    assert record.status == "done"
    assert record.strategy == "idea.py"
    heard = {node: messages[0].text for node, messages in speaks.seen}
    assert "you ask for a case" in heard["user_turn"]
    assert "Begin with a case" in heard["assistant_turn"]


def test_its_node_stands_in_place_of_ours_when_the_mark_is_taken_away(snippet, model, verdict):
    own = edited(('# "user_turn": user_turn', '"user_turn": user_turn'))
    speaks = model([verdict("terminate")], user_turn=lambda messages: "I have a boiler. Why does it weep?")
    record = cq.converse(snippet, strategy=own, model=speaks, max_branches=0)
    assert record.turns[2].text == "Why does it weep?"
    assert record.status == "done"


def test_its_decision_leads_where_it_says(snippet, model, verdict):
    line = '    graph.add_edge("seed_answer", "build_persona")  #'
    own = edited((line, f"    # {line.strip()}"), (DECISION, DECISION.replace("# ", "")))
    assert {"enough", "too little"} == set(load(own).builder.branches["seed_answer"]["holds_enough"].ends)
    short = cq.converse(snippet, strategy=own, model=model([]), max_branches=0)
    assert (short.status, len(short.turns)) == ("rejected", 2)
    longer = cq.Snippet(text=f"{snippet.text} It is tested every year.")
    assert cq.converse(longer, strategy=own, model=model([verdict("terminate")]), max_branches=0).status == "done"


@pytest.mark.parametrize("base", strategies())
def test_a_copy_of_a_strategy_is_that_strategy(base):
    new("mine", "--from", base)
    ours, copy = load(base), load("mine.py")
    assert copy.builder.edges == ours.builder.edges
    assert set(copy.builder.nodes) == set(ours.builder.nodes)
    assert copy.name == "mine"
    ran = subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", "mine.py"], capture_output=True)
    assert ran.returncode == 0, ran.stdout


def test_a_copy_has_the_words_of_its_manner_written_out(tmp_path, monkeypatch):
    words = {"user": "You ask.\nYou doubt.", "assistant": "You moderate."}
    monkeypatch.setattr("colloquist.cli.strategy_file.phrases", lambda name: words)
    (tmp_path / "base.py").write_text(
        '"""Two argue."""\n\nfrom colloquist.graphs.conversation import conversation\n\n\n'
        'def build(**own):\n    return conversation("quarrel", manner="quarrel", **own)\n'
    )
    monkeypatch.setattr("colloquist.cli.strategy_file.file_of", lambda name: tmp_path / "base.py")
    (tmp_path / "mine.py").write_text(copied("mine", "quarrel"))
    graph = load("mine.py")
    assert {role: said.strip() for role, said in graph.builder.manner.items()} == words
    assert graph.name == "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["3d"], "'3d' cannot name a Python file"),
        (["class"], "'class' cannot name a Python file"),
        (["my-idea"], "'my-idea' cannot name a Python file"),
        (["../idea"], "cannot name a Python file"),
        (["string"], "string.py would stand in the way of Python's own string; choose another name"),
        (["conversation"], "conversation is a strategy of the box; choose another name"),
        (
            ["idea", "--from", "nonsense"],
            "no strategy is called 'nonsense'; --from takes one of: case_study, conversation",
        ),
        (["idea", "--in", "nowhere"], "nowhere/idea.py: cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said(arguments, says):
    with pytest.raises(StrategyError, match=says):
        new(*arguments)


def test_nothing_is_written_over_without_force(tmp_path):
    (tmp_path / "idea.py").write_text("mine")
    with pytest.raises(StrategyError, match=r"idea\.py: there is such a file already"):
        new("idea")
    assert (tmp_path / "idea.py").read_text() == "mine"
    new("idea", "--force")
    assert load("idea.py").name == "idea"
