"""Layman and expert: somebody without any background asks one who knows, and says back what they understood.

The style of MIND (2410.12881) that it calls layman-knowall: what a conversation teaches comes from the gap
between those who speak, and here it is widest. Every term is earned before it is used, comparisons are everyday
ones that hold, and what the layman says back is put right. The machine is that of `conversation`, and only the
manner differs.
"""

from colloquist.graphs.conversation import conversation
from colloquist.graphs.machine import Compiled, Node


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    return conversation("layman_expert", manner="layman_expert", **own)
