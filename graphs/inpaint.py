"""Dialog inpainting: the assistant says the passage's own sentences, and only the questions are written.

WikiDialog (2205.09073) takes a passage for one side of a conversation that has lost the other, and has a model
write what was asked. Nothing has to be believed of an answer, because nobody made it up: it is grounded by
construction and cites itself. What is lost is everything that an answer owes to the person who asked. Here the
sentences are first cut into answers that can stand, and somebody particular asks.
"""

from collections.abc import Hashable
from typing import Literal

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from colloquist import nodes
from colloquist.graphs.conversation import standing
from colloquist.graphs.machine import Compiled, Node, machine
from colloquist.state.inpainting import Inpainting
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path, spoken


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name.

    Its answers are what they are, so nothing is mended at the close.
    """
    graph = machine(Inpainting, end="verify", own=own)
    graph.add_node(nodes.cut_answers)
    graph.add_node(nodes.inpaint_question)
    graph.add_node(nodes.build_persona)
    graph.add_node(nodes.verify)
    graph.add_node(nodes.finish)

    graph.add_edge(START, "cut_answers")
    graph.add_edge("cut_answers", "inpaint_question")
    graph.add_conditional_edges("inpaint_question", what_next, WHAT_NEXT)
    graph.add_edge("build_persona", "inpaint_question")
    graph.add_conditional_edges("verify", stands, STANDS)
    graph.add_edge("finish", END)
    return graph.compile(name="inpaint")


async def what_next(state: Inpainting) -> Literal["opened", "ask on", "all asked"]:
    """Say whether answers wait, and whether anybody in particular asks for them yet."""
    if current_path(state)["stop"]:
        return "all asked"
    return "opened" if len(spoken(state)) == OPENING else "ask on"


OPENING = 2
WHAT_NEXT: dict[Hashable, str] = {
    "opened": "build_persona",
    "ask on": "inpaint_question",
    "all asked": "verify",
}


async def stands(state: Inpainting, runtime: Runtime[Settings]) -> Literal["accept", "reject"]:
    """Say what becomes of a verified conversation."""
    return "accept" if standing(state, runtime.context) else "reject"


STANDS: dict[Hashable, str] = {"accept": "finish", "reject": "finish"}
