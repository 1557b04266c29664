"""The debate strategy: two people at one table argue in turn, and the assistant moderates from the sources.

The sides are opposed by their lives and hear what is said aloud, never each other's notes; the moderator says
what each has right and wrong, and does not split the difference for peace. One of the seven styles of MIND
(2410.12881), which finds a knowledge gap between speakers essential: here both lack what the sources say. The
moderator between them, and names in front of what they say, are ours. A branch is another dispute.
"""

from langgraph.graph import START

from colloquist import nodes
from colloquist.graphs.conversation import talk
from colloquist.graphs.machine import Compiled, Node, machine


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    graph = machine(end="verify", manner="debate", own=own)
    graph.add_node(nodes.seed_answer)
    graph.add_node(nodes.cast_sides)
    talk(graph, speaks=nodes.debate_turn, branches=nodes.cast_sides)
    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "cast_sides")
    return graph.compile(name="debate")
