"""Plans a path before its first turn: the ordered skeleton of what the person goes after, exchange by exchange.

ConsistentChat (2506.03558) writes all queries along an intent before any answer, and SDSD (2407.18421) plans
first. Here the aims alone are planned; the person words each when its turn comes, from what was answered.
"""

from itertools import pairwise

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.drawing import moves_in_words
from colloquist.nodes.messages import as_messages, who_asks
from colloquist.nodes.progress import progress
from colloquist.nodes.reaching import within_reach
from colloquist.nodes.settling import with_ids
from colloquist.prompts import Part, blocks, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch, Step
from colloquist.state.plan import Plan
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import current_path, path_sources, spoken


async def plan_aims(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Give the running path its plan, no longer than the path has room for; what it draws on joins the sources."""
    settings = runtime.context
    reach = within_reach(state, settings)
    room = (settings.max_turns - len(spoken(state))) // 2
    caller = Caller("plan_aims", state, settings)
    messages = as_messages(_prompt(state, settings, reach, room))
    plan = await caller.value("refiner", messages, Plan, lambda said: _check(said, room))
    steps = [
        Step(move=aim.move, stage=aim.stage, aim=aim.aim, **with_ids(aim.brief, aim.draw_on, reach))
        for aim in plan.aims
    ]
    drawn = {id_ for step in steps for id_ in step["draw_on"]}
    return {
        "paths": [{**current_path(state), "plan": steps}],
        "sources": [near.model_dump(mode="json") for near in reach if near.id in drawn],
        "calls": caller.calls,
    }


def _prompt(dialogue: Dialogue, settings: Settings, reach: list[Snippet], room: int) -> list[Part]:
    sources = path_sources(dialogue)
    return render(
        "plan_aims",
        settings.prompts,
        moves=moves_in_words(settings),
        manner=particular(settings, "refiner"),
        source=blocks.source(1, sources[0]),
        persona=who_asks(dialogue),
        conversation=blocks.transcript(spoken(dialogue), sources),
        reach=blocks.within_reach(reach),
        state=progress(dialogue, settings),
        room=str(room),
    )


def _check(plan: Plan, room: int) -> None:
    """Raise Unusable for a plan that the path has no room for, or that treads on the spot."""
    if len(plan.aims) > room:
        raise Unusable("unreadable", f"aims: {len(plan.aims)} are given, there is room for {room}")
    for number, (one, after) in enumerate(pairwise(plan.aims), start=1):
        if one.move == after.move:
            raise Unusable("unreadable", f"aims: {number} and {number + 1} are both {one.move}; vary the moves")
    if not all(aim.aim.strip() and aim.brief.strip() for aim in plan.aims):
        raise Unusable("unreadable", "aims: an aim or a brief is empty")
