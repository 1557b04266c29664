"""The steps that a conversation grew by, as a checkpointer keeps them: which led to it, and which spoke a turn."""

from typing import NamedTuple, cast

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import Runtime
from langgraph.types import StateSnapshot

from colloquist.graphs.around import RUNTIME
from colloquist.run.converse import Machine
from colloquist.state.dialogue import Turn
from colloquist.state.settings import Settings

ABOUT_ITS_WORDS = ("move", "aim", "brief", "draw_on", "labels", "revised", "refused_well")


async def steps_to(graph: Machine, leaf: RunnableConfig) -> list[StateSnapshot]:
    """Return the steps that led to a checkpoint, from the beginning on; those of other forks are left out."""
    kept = {_id(step.config): step async for step in graph.aget_state_history(_thread(leaf))}
    steps: list[StateSnapshot] = []
    at: RunnableConfig | None = leaf
    while at and _id(at) in kept:
        steps.append(kept[_id(at)])
        at = steps[-1].parent_config
    return steps[::-1]


async def newest(graph: Machine, where: RunnableConfig, mark: str) -> RunnableConfig:
    """Return the newest checkpoint whose metadata has the `mark` as `grown`: a thread's own may be another fork's.

    Raises LookupError when none was kept.
    """
    async for step in graph.aget_state_history(_thread(where), filter={"grown": mark}, limit=1):
        return step.config
    raise LookupError("the checkpointer kept no step of this conversation")


class Spoken(NamedTuple):
    """The step in which a turn was spoken, or edited since; the node that spoke; the turns of that step."""

    step: StateSnapshot
    node: str
    turns: list[str]


def spoken_at(steps: list[StateSnapshot], turn_id: str) -> Spoken:
    """Return when a turn was spoken. Raises LookupError for one that never was."""
    for n, step in enumerate(steps):
        if turn_id in _turns(step):
            before = steps[n - 1]
            turns = [one for one in _turns(step) if one not in _turns(before)]
            while n + 1 < len(steps) and (steps[n + 1].metadata or {}).get("source") == "update":
                n += 1
            return Spoken(steps[n], before.next[0], turns)
    there = ", ".join(_turns(steps[-1])) if steps else "none"
    raise LookupError(f"no turn {turn_id!r} was ever spoken; there are: {there}")


async def edited(
    graph: Machine, where: RunnableConfig, node: str, turn: Turn, text: str, settings: Settings
) -> RunnableConfig:
    """Return a checkpoint after `where` in which the turn has other words, as if its node had said them.

    What was meant for the words it had, such as a brief or labels, is gone from it.
    """
    kept = {key: value for key, value in turn.items() if key not in ABOUT_ITS_WORDS}
    said = cast(Turn, {**kept, "text": text.strip(), "edited": True})
    run = RunnableConfig(configurable={**where["configurable"], RUNTIME: Runtime(context=settings)})
    return await graph.aupdate_state(run, {"turns": [said]}, as_node=node)


def _turns(step: StateSnapshot) -> list[str]:
    return [turn["id"] for turn in step.values.get("turns", []) if turn["text"]]


def _thread(where: RunnableConfig) -> RunnableConfig:
    return RunnableConfig(configurable={"thread_id": where["configurable"]["thread_id"]})


def _id(where: RunnableConfig) -> str:
    return str(where["configurable"].get("checkpoint_id", ""))
