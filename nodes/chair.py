"""Chairs the critics: weighs what they said of an answer, gives the one verdict, and directs what comes next.

In Review-Instruct (2505.11010) a chairman writes the next instruction from the reviews; here it also decides
whether the answer stands, as the refiner does where there are no critics.
"""

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.judging import Heard
from colloquist.nodes.settling import settled
from colloquist.prompts import phrases
from colloquist.prompts.blocks import reviews
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.settings import Settings
from colloquist.state.tree import spoken


async def chair(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Judge the newest answer in the light of its reviews, mend it if need be, and say what should happen next."""
    turn_id = spoken(state)[-1]["id"]
    words = phrases("chair", runtime.context.prompts)
    shown = reviews([one for one in state["reviews"] if one["turn_id"] == turn_id])
    draft, revision = (Heard(words["chair"], f"{words[of]}\n{shown}\n") for of in ("of_answer", "of_draft"))
    return await settled(Caller("chair", state, runtime.context), state, runtime, draft, revision)
