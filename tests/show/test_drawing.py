import re
import socket
from itertools import pairwise
from typing import Literal, TypedDict
from xml.etree import ElementTree

import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command

from colloquist.graphs import load
from colloquist.show import Conversation, draw

DEFAULT = """\
START -> seed_answer -> build_persona -> user_turn -> assistant_turn -> refine
refine -- continue       --> user_turn
       -- continue, long --> summarise -> user_turn
       -- branch         --> new_perspective -> user_turn
       -- terminate      --> verify
verify -- mend   --> repair -> verify
       -- accept --> finish -> END
       -- reject --> finish"""

CHAIN = {
    ("START", "seed_answer", ""),
    ("seed_answer", "build_persona", ""),
    ("build_persona", "user_turn", ""),
    ("user_turn", "assistant_turn", ""),
    ("assistant_turn", "refine", ""),
    ("refine", "user_turn", "continue"),
    ("refine", "summarise", "continue, long"),
    ("refine", "new_perspective", "branch"),
    ("refine", "verify", "terminate"),
    ("verify", "repair", "mend"),
    ("verify", "finish", "accept"),
    ("verify", "finish", "reject"),
    ("repair", "verify", ""),
    ("summarise", "user_turn", ""),
    ("new_perspective", "user_turn", ""),
    ("finish", "END", ""),
}
ODD = {
    ("START", "plan", ""),
    ("plan", "search", ""),
    ("plan", "read <all>", ""),
    ("search", "search", "again"),
    ("search", "審査", "enough"),
    ("search", "審査", "tired"),
    ("search", "END", "give up"),
    ("read <all>", "審査", ""),
    ("審査", "choose", ""),
    ("choose", "plan", ""),
    ("choose", "read <all>", ""),
    ("orphan", "island", ""),
    ("island", "orphan", ""),
    ("lonely", "END", "True"),
    ("lonely", "island", "False"),
}


class Plain(TypedDict):
    x: int


def stay(state: Plain) -> Plain:
    return state


def choose(state: Plain) -> Command[Literal["plan", "read <all>"]]:
    return Command(goto="plan")


def odd():
    """A graph with a self loop, two answers that lead the same way, a fan-out, and parts nobody reaches."""
    graph = StateGraph(Plain)
    for name in ("plan", "search", "read <all>", "審査", "orphan", "island", "lonely"):
        graph.add_node(name, stay)
    graph.add_node(choose)
    graph.add_edge(START, "plan")
    graph.add_edge("plan", "search")
    graph.add_edge("plan", "read <all>")
    answers = {"again": "search", "enough": "審査", "tired": "審査", "give up": END}
    graph.add_conditional_edges("search", lambda state: "again", answers)
    graph.add_edge("read <all>", "審査")
    graph.add_edge("審査", "choose")
    graph.add_edge("orphan", "island")
    graph.add_edge("island", "orphan")
    graph.add_conditional_edges("lonely", lambda state: True, {True: END, False: "island"})
    return graph.compile()


def ring():
    """A graph that never ends and leads back from everywhere, with a node beside that nothing touches."""
    graph = StateGraph(Plain)
    for name in "abcdef":
        graph.add_node(name, stay)
    graph.add_edge(START, "a")
    for source, target in ("ab", "bc", "cd", "ea"):
        graph.add_edge(source, target)
    graph.add_conditional_edges("d", lambda state: "one", {"one": "a", "two": "b", "three": "c", "on": "e"})
    return graph.compile()


RING = {
    ("START", "a", ""),
    *((source, target, "") for source, target in ("ab", "bc", "cd", "ea")),
    ("d", "a", "one"),
    ("d", "b", "two"),
    ("d", "c", "three"),
    ("d", "e", "on"),
    ("f", "END", ""),
}

GRAPHS = [(lambda: load("conversation"), CHAIN), (odd, ODD), (ring, RING)]


def read_ascii(text):
    """Read edges back from the plain text, as a person would."""
    edges, source = [], ""
    for line in text.splitlines():
        lead = re.match(r"(\S.*?)?\s*(-- (.+?) +-->|-+>) (.*)", line)
        if not lead:
            continue
        source = lead[1].strip() if lead[1] else source
        steps = [source, *re.split(r" -> ", lead[4])]
        labels = [(lead[3] or "").strip()] + [""] * len(steps)
        edges += list(zip(steps, steps[1:], labels, strict=False))
    return edges


def read_svg(drawing):
    """Read edges and nodes back from the titles that the SVG's groups carry."""
    root = ElementTree.fromstring(drawing.svg)
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    nodes = [title.removeprefix("node ") for title in titles if title.startswith("node ")]
    edges = []
    for line in "\n".join(title for title in titles if not title.startswith("node ")).splitlines():
        source, _, rest = line.partition(" -> ")
        target, _, label = rest.partition(": ")
        edges.append((source, target, label))
    return nodes, edges


def read_mermaid(text):
    """Read edges back from Mermaid's text, under the names that its boxes carry."""
    boxes = dict(re.findall(r'^    (\w+)\["(.*)"\]$', text, re.MULTILINE))
    arrows = re.findall(r'^    (\w+) -(?:\.-|-)>(?:\|"(.*)"\|)? (\w+)$', text, re.MULTILINE)
    shown = {id_: name.replace("#lt;", "<") for id_, name in boxes.items()}
    return [(shown.get(source, source), shown.get(target, target), label) for source, label, target in arrows]


def test_the_default_graph_reads_as_it_should():
    assert str(draw(load("conversation"))) == DEFAULT


@pytest.mark.parametrize(("build", "edges"), GRAPHS, ids=["default", "odd", "ring"])
def test_every_form_has_exactly_the_edges_of_the_graph(build, edges):
    drawing = draw(build())
    nodes, drawn = read_svg(drawing)
    assert sorted(drawn) == sorted(edges)
    assert sorted(read_mermaid(drawing.mermaid)) == sorted(edges)
    assert sorted(read_ascii(drawing.ascii)) == sorted(edges)
    assert sorted(nodes) == sorted({end for edge in edges for end in edge[:2]})


def test_an_arrow_that_is_chosen_looks_other_than_one_that_is_always_taken():
    drawing = draw(load("conversation"))
    assert "    START --> seed_answer\n" in drawing.mermaid
    assert '    refine -.->|"branch"| new_perspective\n' in drawing.mermaid
    assert drawing.svg.count("stroke-dasharray") == 6  # two of the seven go the same way


@pytest.mark.parametrize(("build", "edges"), GRAPHS, ids=["default", "odd", "ring"])
def test_nothing_internal_is_drawn(build, edges):
    drawing = draw(build())
    for form in (drawing.ascii, drawing.mermaid, drawing.svg, drawing._repr_html_()):
        assert not re.search(r"error_handler|__start__|__end__|nbsp|<p>", form)


def boxes(drawing):
    root = ElementTree.fromstring(drawing.svg)
    rects = root.findall(".//{http://www.w3.org/2000/svg}rect")
    return [tuple(float(rect.get(key)) for key in ("x", "y", "width", "height")) for rect in rects], root


@pytest.mark.parametrize(("build", "edges"), GRAPHS, ids=["default", "odd", "ring"])
def test_no_two_boxes_touch_and_all_are_inside_the_picture(build, edges):
    rects, root = boxes(draw(build()))
    left, top, width, height = map(float, root.get("viewBox").split())
    assert len(rects) > 5
    for n, (x, y, w, h) in enumerate(rects):
        assert left <= x <= x + w <= left + width
        assert top <= y <= y + h <= top + height
        for a, b, c, d in rects[n + 1 :]:
            assert x + w < a or a + c < x or y + h < b or b + d < y


@pytest.mark.parametrize(("build", "edges"), GRAPHS, ids=["default", "odd", "ring"])
def test_every_line_stays_inside_the_picture(build, edges):
    _, root = boxes(draw(build()))
    left, top, width, height = map(float, root.get("viewBox").split())
    points = [
        tuple(map(float, point))
        for path in root.iter("{http://www.w3.org/2000/svg}path")
        for point in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path.get("d"))
    ]
    assert len(points) > 30
    assert all(left <= x <= left + width and top <= y <= top + height for x, y in points)


def test_a_conversation_is_drawn_into_its_machine_by_its_model_calls(told):
    drawing = draw(load("conversation"), Conversation.of(told))
    assert "seed_answer (1 call) -> build_persona -> user_turn" in drawing.ascii
    assert drawing.ascii.count("refine (3 calls)") == 1
    assert "3 calls" in drawing.svg
    assert "call" not in draw(load("conversation")).svg


def test_a_notebook_gets_the_svg_without_a_style_sheet_of_its_own():
    html = draw(load("conversation"))._repr_html_()
    assert html.startswith("<div")
    assert "<svg" in html
    assert "<style" not in html
    assert "<style" in draw(load("conversation")).svg


def test_drawing_needs_no_network(monkeypatch):
    def refuse(*args, **options):
        raise AssertionError("a drawing reached for the network")

    graph = load("conversation")
    monkeypatch.setattr(socket, "socket", refuse)
    drawing = draw(graph)
    assert drawing.svg
    assert drawing.mermaid
    assert drawing.ascii


def test_a_long_run_is_broken_between_nodes():
    graph = StateGraph(Plain)
    names = [f"a_rather_long_name_{n}" for n in range(12)]
    for name in names:
        graph.add_node(name, stay)
    graph.add_edge(START, names[0])
    for source, target in pairwise(names):
        graph.add_edge(source, target)
    text = draw(graph.compile()).ascii
    assert max(map(len, text.splitlines())) <= 88
    assert text.replace("\n ", "").split(" -> ") == ["START", *names, "END"]
