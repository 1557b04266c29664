"""The baseline: the whole dialogue in one call, the bar that every other graph has to clear for its price.

One model writes the person, every message and every answer at once, with what each sentence rests on, as Baize
(2304.01196) and MIND (2410.12881) have dialogues written. It sees the arc from its first line and costs a
fraction; but whoever asks knows the answers, and nobody has looked at them before they stand. They are closed,
checked and mended as those of any strategy, so that the comparison is one of dialogues and not of checks.
"""

from langgraph.graph import START

from colloquist import nodes
from colloquist.graphs.conversation import close
from colloquist.graphs.machine import Compiled, Node, machine


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    graph = machine(end="verify", own=own)
    graph.add_node(nodes.whole_dialogue)
    close(graph)
    graph.add_edge(START, "whole_dialogue")
    graph.add_edge("whole_dialogue", "verify")
    return graph.compile(name="single_call")
