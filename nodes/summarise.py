"""Keeps a long conversation bounded: the earlier turns give way to a summary in every later prompt."""

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.messages import Window, as_messages, window
from colloquist.prompts import blocks, render
from colloquist.state.dialogue import Dialogue, Patch, Summary
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path

KEPT_TURNS = 4


def too_long(dialogue: Dialogue, settings: Settings) -> bool:
    """Whether the turns that are shown exceed the set size and enough of them can be summarised."""
    shown = window(dialogue).turns
    words = sum(len(turn["text"].split()) for turn in shown)
    return words > settings.summarise_after and len(shown) > KEPT_TURNS


async def summarise(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Summarise all but the last two exchanges of the running path, from what was said alone."""
    settings = runtime.context
    caller = Caller("summarise", state, settings)
    seen = window(state)
    old = Window(seen.summary, seen.turns[:-KEPT_TURNS], seen.first)
    prompt = render(
        "summarise",
        settings.prompts,
        summary=blocks.summary(old.summary),
        conversation=blocks.transcript(old.turns, first=old.first),
    )
    text = await caller.text("refiner", as_messages(prompt))
    summary = Summary(path_id=current_path(state)["id"], through=old.turns[-1]["id"], text=text)
    return {"summaries": [summary], "calls": caller.calls}
