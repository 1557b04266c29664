"""The case study: a case is set up, new facts of it come in turn by turn, and decisions are taken and revised.

Scenario-driven, in the line of MIND's problem solving (2410.12881). The facts are invented and the person's, who
reports them; the rules are the sources'. The refiner, who knows which rules have not been used, decides what
happens next, so that every exchange has to apply them anew. The machine is that of `conversation`, and only the
manner differs.
"""

from colloquist.graphs.conversation import conversation
from colloquist.graphs.machine import Compiled, Node


def build(**own: Node) -> Compiled:
    """Return the compiled machine; `own` are nodes in place of those of the same name."""
    return conversation("case_study", manner="case_study", **own)
