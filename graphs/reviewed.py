"""Reviewed: several critics look at every answer, each from one angle, and a chair gives the verdict.

One refiner who labels, mends and directs at once overlooks what each critic has nothing else to look for: the
sources, the depth and teaching, the person. Review-Instruct (2505.11010) found that the reviews and their being
more than one both matter. The critics speak side by side and decide nothing; the chair sees their reviews, gives
one verdict in the refiner's form, and from there everything is as in the default strategy, at twice its calls.
"""

from langgraph.graph import START

from colloquist import nodes
from colloquist.graphs.conversation import talk
from colloquist.graphs.machine import Compiled, Node, machine


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    graph = machine(end="verify", own=own)
    graph.add_node(nodes.seed_answer)
    graph.add_node(nodes.build_persona)
    talk(graph, nodes.review, nodes.chair)
    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "build_persona")
    graph.add_edge("build_persona", "user_turn")
    return graph.compile(name="reviewed")
