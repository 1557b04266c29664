"""The tutor: a learner has something wrong, and the assistant leads them to see it, mostly by questions.

The opening is a misconception that a reasonable person could have and that sentences of the snippet show to be
wrong, and the tutor's first question about it. The learner answers, errs and corrects themselves; what they come
to see counts, not how much they are told. The teacher and student of MIND (2410.12881), turned round: there the
teacher explains. The misconception and its grounds, and a test on a new case, are ours.
"""

from typing import Literal

from langgraph.graph import START

from colloquist import nodes
from colloquist.graphs.conversation import talk
from colloquist.graphs.machine import Compiled, Node, machine
from colloquist.state.misconception import Tutoring


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    graph = machine(Tutoring, end="verify", manner="tutor", own=own)
    graph.add_node(nodes.find_misconceptions)
    graph.add_node(nodes.build_persona)
    talk(graph)

    graph.add_edge(START, "find_misconceptions")
    graph.add_conditional_edges("find_misconceptions", found, {"found": "build_persona", "none": "finish"})
    graph.add_edge("build_persona", "user_turn")
    return graph.compile(name="tutor")


async def found(state: Tutoring) -> Literal["found", "none"]:
    """Say whether there is anything to be led out of."""
    return "found" if state["paths"] else "none"
