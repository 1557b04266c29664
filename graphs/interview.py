"""The interview strategy: somebody with an audience and a purpose asks somebody who knows.

Follow-up questions pick up words of the last answer, and the refiner plans an arc for those who listen. One of
the seven styles of MIND (2410.12881). The machine is the default one; what is particular is its manner, the
words of `prompts/interview.md`.
"""

from colloquist.graphs.conversation import conversation
from colloquist.graphs.machine import Compiled, Node


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    return conversation("interview", manner="interview", **own)
