"""Judges each answer and brainstorms what comes next (Phi-4, 2412.08905, D.1.3, third item).

A fault worth a rewrite brings a better response, which is judged like any other answer before it
takes the draft's place; an answer that is still at fault then is taken out with its exchange.
"""

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.settling import settled
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.settings import Settings


async def refine(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Judge the newest answer, mend it if need be, label it, and say what should happen next."""
    return await settled(Caller("refine", state, runtime.context), state, runtime)
