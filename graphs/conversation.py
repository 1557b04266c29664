"""The default strategy: a seed answer, a person who asks on, an assistant, and a refiner who directs.

The user agent knows its persona and what was said; the assistant knows the sources; the refiner sees
both, mends what must not be learned and decides whether to continue, to branch to a new perspective
or to terminate (Phi-4, 2412.08905, D.1.3; the branch is ours). A branch is another path of the tree.
What was said is verified before it counts, and a faulty answer mended if that will do.
"""

from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import Any, Literal

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from colloquist import nodes
from colloquist.graphs.machine import Compiled, Machine, Node, machine
from colloquist.nodes.standing import faults, to_mend
from colloquist.nodes.summarise import too_long
from colloquist.state.dialogue import Dialogue
from colloquist.state.limits import next_wish, why_ended
from colloquist.state.settings import Settings


def build(**own: Any) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    return conversation(**own)


def conversation(name: str = "conversation", /, *, manner: str | Mapping[str, str] = "", **own: Node) -> Compiled:
    """Return this machine under another name, held in another manner, or with nodes of your own in it.

    `manner` is what is particular to its conversations: words by role (seed, persona, user, assistant,
    refiner), or the name of a prompt with a part for each. Raises StrategyError for a node that is not there.
    """
    graph = machine(end="verify", manner=manner, own=own)
    graph.add_node(nodes.seed_answer)
    graph.add_node(nodes.build_persona)
    talk(graph)
    graph.add_edge(START, "seed_answer")
    graph.add_edge("seed_answer", "build_persona")
    graph.add_edge("build_persona", "user_turn")
    return graph.compile(name=name)


def talk(
    graph: Machine,
    *judges: Node,
    speaks: Node = nodes.user_turn,
    branches: Node = nodes.new_perspective,
    opens: str = "",
) -> None:
    """Add what follows a seed exchange and the casting: the turns, the verdicts, the closing step.

    `speaks` is the node that speaks for the user, `branches` the one that opens another path; it may stand in
    the graph already, and the path goes on at the node `opens`, or at once with the first turn. An answer passes
    the `judges` in turn, of whom the last gives the verdict; without any it is the refiner.
    """
    judged = judges or (nodes.refine,)
    turn, branch = speaks.__name__, branches.__name__
    for node in (speaks, nodes.assistant_turn, *judged, nodes.summarise):
        graph.add_node(node)
    if branch not in graph.nodes:
        graph.add_node(branches)
    close(graph)

    order = [turn, "assistant_turn", *(judge.__name__ for judge in judged)]
    for earlier, later in pairwise(order):
        graph.add_edge(earlier, later)
    ways: dict[Hashable, str] = {"continue": turn, "continue, long": "summarise"}
    graph.add_conditional_edges(order[-1], route, {**ways, "branch": branch, "terminate": "verify"})
    graph.add_edge("summarise", turn)
    graph.add_edge(branch, opens or turn)


def close(graph: Machine) -> None:
    """Add the closing step: what was said is verified, mended where that will do, and decided on."""
    graph.add_node(nodes.verify)
    graph.add_node(nodes.repair)
    graph.add_node(nodes.finish)

    graph.add_conditional_edges("verify", after_verify, AFTER_VERIFY)
    graph.add_edge("repair", "verify")
    graph.add_edge("finish", END)


async def route(
    state: Dialogue, runtime: Runtime[Settings]
) -> Literal["continue", "continue, long", "branch", "terminate"]:
    """Say where the conversation goes from a verdict; the guards come before the refiner's wish."""
    if why_ended(state, runtime.context) is None:
        return "continue, long" if too_long(state, runtime.context) else "continue"
    return "branch" if next_wish(state, runtime.context) else "terminate"


async def after_verify(state: Dialogue, runtime: Runtime[Settings]) -> Literal["accept", "mend", "reject"]:
    """Say what becomes of a verified conversation; it is rejected when no path of it stands."""
    if to_mend(state, runtime.context):
        return "mend"
    return "accept" if standing(state, runtime.context) else "reject"


def standing(dialogue: Dialogue, settings: Settings) -> bool:
    """Whether a path of a verified conversation may be learned from."""
    return any(not faults(dialogue, path, settings) for path in dialogue["paths"])


AFTER_VERIFY: dict[Hashable, str] = {"accept": "finish", "mend": "repair", "reject": "finish"}
