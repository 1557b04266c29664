"""Planned first: the person's aims for the whole path are laid down in order, then the turns follow them.

A conversation that is directed from answer to answer can lose its thread; ConsistentChat (2506.03558) writes the
skeleton of all queries first, and SDSD (2407.18421) plans before it speaks. Here a plan says for each exchange
what the person goes after, with which move and drawing on what; the person words it when its turn comes. The
refiner judges and mends answers and may end a path early, but directs nothing: plan and talk are kept side by
side in the record, and what was planned and not reached is told apart.
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
    graph.add_node(nodes.plan_aims)
    talk(graph, opens="plan_aims")
    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "build_persona")
    graph.add_edge("build_persona", "plan_aims")
    graph.add_edge("plan_aims", "user_turn")
    return graph.compile(name="planned")
