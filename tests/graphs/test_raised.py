"""What a user's strategy does wrong is said with its file, line and node, and what would do."""

import json

import pytest

import colloquist as cq
from colloquist.graphs import StrategyError, load

TEXT = "A relief valve opens when the pressure under its disc exceeds the force of its spring. It then discharges."
OWN = """from langgraph.graph import END, START
from colloquist import nodes
from colloquist.graphs.machine import machine

async def ask(state):
    BODY

def decide(state):
    return "on"

def build():
    graph = machine()
    for node in (nodes.seed_answer, ask, nodes.finish):
        graph.add_node(node)
    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "ask")
    EDGE
    graph.add_edge("finish", END)
    return graph.compile(name="own")
"""
ON = 'graph.add_edge("ask", "finish")'
NOWHERE = 'graph.add_conditional_edges("ask", decide, {"go on": "finish", "stop": "finish"})'
ROUND = 'graph.add_conditional_edges("ask", decide, {"on": "ask", "end": "finish"})'


@pytest.fixture
def why(tmp_path, monkeypatch):
    """Write own.py with a body and an edge, run it, and return why its only snippet failed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "valve.txt").write_text(TEXT)

    def run(body, edge=ON):
        (tmp_path / "own.py").write_text(OWN.replace("BODY", body).replace("EDGE", edge))
        cq.generate("valve.txt", out="run", strategy="own.py")
        [row] = map(json.loads, (tmp_path / "run" / "failures.jsonl").read_text().splitlines())
        return row["reason"]

    return run


def test_what_a_node_raises_is_said_with_its_line_and_its_name(why):
    assert why('raise KeyError("whoops")') == "own.py, line 6, node ask: KeyError: 'whoops'"


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("'hello'", "own.py: node ask returned 'hello'; return a dict of what is new, or nothing"),
        (
            "{'turns': [{'txt': 'x'}]}",
            "own.py: there is no 'id' in {'txt': 'x'}; each turn, path and the like has one",
        ),
    ],
)
def test_a_node_that_returns_nonsense_is_told_what_to_return(why, returned, said):
    assert why(f"return {returned}") == said


def test_a_decision_that_leads_nowhere_is_named_with_its_labels(why):
    assert why("return {}", NOWHERE) == (
        "own.py: the decision decide, after ask, returned 'on', which leads nowhere; its labels are: go on, stop"
    )


def test_a_graph_that_goes_round_for_ever_says_where_to_look(why):
    said = why("return {}", ROUND)
    assert said.startswith("own.py: it goes round without coming to an end; look for an edge or a decision")
    assert "http" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def build(:", r"own.py, line 1: SyntaxError: invalid syntax"),
        ("import no_such_module_here", r"own.py, line 1: ModuleNotFoundError: No module named"),
        ("def build():\n    return missing", r"own.py, line 2: NameError: name 'missing' is not defined"),
        (
            OWN.replace("BODY", "return {}").replace("EDGE", ON.replace("finish", "finnish")),
            r"own.py, line 19: Val",
        ),
    ],
)
def test_a_file_that_builds_no_graph_is_said_with_the_line(tmp_path, monkeypatch, text, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(text)
    with pytest.raises(StrategyError, match=said):
        load("own.py")
