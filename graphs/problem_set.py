"""The problem strategy: a problem from the snippet, independent solvers, a vote, then tutoring about what is kept.

An author sets a problem; solvers who see nothing else answer it; their plurality stands for the truth, and
what nearly all solve or hardly two agree on is dropped (Phi-4, 2412.08905, section 2). About a kept problem
the ordinary agents talk on: a learner, the assistant, the refiner.
"""

from collections.abc import Hashable
from typing import Literal

from langgraph.graph import START

from colloquist import nodes
from colloquist.graphs.conversation import talk
from colloquist.graphs.machine import Compiled, Node, machine
from colloquist.state.problem import ProblemSet


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    graph = machine(ProblemSet, end="verify", own=own)
    graph.add_node(nodes.author_problem)
    graph.add_node(nodes.solve)
    graph.add_node(nodes.vote)
    graph.add_node(nodes.worked_solution)
    graph.add_node(nodes.cast_learner)
    talk(graph)

    graph.add_edge(START, "author_problem")
    graph.add_conditional_edges("author_problem", stands, {"stands": "solve", "dropped": "finish"})
    graph.add_edge("solve", "vote")
    graph.add_conditional_edges("vote", stands, {"stands": "worked_solution", "dropped": "finish"})
    graph.add_conditional_edges("worked_solution", stands, {"stands": "cast_learner", "dropped": "finish"})
    graph.add_edge("cast_learner", "user_turn")
    return graph.compile(name="problem_set")


async def stands(state: ProblemSet) -> Literal["stands", "dropped"]:
    """Say whether there is still a problem to go on with."""
    return "dropped" if state["problems"][-1]["fate"] in DROPPED else "stands"


DROPPED: frozenset[Hashable] = frozenset({"no_problem", "too_easy", "ambiguous", "unsound"})
