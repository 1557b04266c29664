"""The problem strategy: a problem from the snippet, independent solvers, a vote, then tutoring about what is kept.

An author sets a problem; solvers who see nothing else answer it; their plurality stands for the truth, and
what nearly all solve or hardly two agree on is dropped (Phi-4, 2412.08905, section 2). About a kept problem
the ordinary agents talk on: a learner, the assistant, the refiner.
"""

from collections.abc import Hashable
from typing import Literal

from langgraph.graph import END, START
from langgraph.graph.state import CompiledStateGraph

from colloquist import nodes
from colloquist.graphs.conversation import AFTER_VERIFY, ROUTES, after_verify, route
from colloquist.graphs.machine import machine
from colloquist.state.problem import ProblemSet
from colloquist.state.settings import Settings


def build() -> CompiledStateGraph[ProblemSet, Settings, ProblemSet, ProblemSet]:
    """Return the compiled machine."""
    graph = machine(ProblemSet, end="verify")
    graph.add_node(nodes.author_problem)
    graph.add_node(nodes.solve)
    graph.add_node(nodes.vote)
    graph.add_node(nodes.worked_solution)
    graph.add_node(nodes.cast_learner)
    graph.add_node(nodes.user_turn)
    graph.add_node(nodes.assistant_turn)
    graph.add_node(nodes.refine)
    graph.add_node(nodes.summarise)
    graph.add_node(nodes.new_perspective)
    graph.add_node(nodes.verify)
    graph.add_node(nodes.repair)
    graph.add_node(nodes.finish)

    graph.add_edge(START, "author_problem")
    graph.add_conditional_edges("author_problem", stands, {"stands": "solve", "dropped": "finish"})
    graph.add_edge("solve", "vote")
    graph.add_conditional_edges("vote", stands, {"stands": "worked_solution", "dropped": "finish"})
    graph.add_conditional_edges("worked_solution", stands, {"stands": "cast_learner", "dropped": "finish"})
    graph.add_edge("cast_learner", "user_turn")
    graph.add_edge("user_turn", "assistant_turn")
    graph.add_edge("assistant_turn", "refine")
    graph.add_conditional_edges("refine", route, ROUTES)
    graph.add_edge("summarise", "user_turn")
    graph.add_edge("new_perspective", "user_turn")
    graph.add_conditional_edges("verify", after_verify, AFTER_VERIFY)
    graph.add_edge("repair", "verify")
    graph.add_edge("finish", END)
    return graph.compile(name="problem_set")


async def stands(state: ProblemSet) -> Literal["stands", "dropped"]:
    """Say whether there is still a problem to go on with."""
    return "dropped" if state["problems"][-1]["fate"] in DROPPED else "stands"


DROPPED: frozenset[Hashable] = frozenset({"no_problem", "too_easy", "ambiguous", "unsound"})
