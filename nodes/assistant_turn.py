"""Speaks for the assistant, who stands on the sources and never sees the persona."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.messages import as_messages, check_turn, window
from colloquist.prompts import blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch, Turn
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import current_path, next_id, path_sources, snippets, spoken

NO_BRIEF = "answer the point of this message as well as the sources bear."


async def assistant_turn(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Answer the newest user turn of the running path; sources it draws on join with this turn."""
    settings = runtime.context
    caller = Caller("assistant_turn", state, settings)
    turns = spoken(state)
    turn = _next_turn(state, turns[-1])
    known = {snippet.id: snippet for snippet in snippets(state)}
    sources = [*path_sources(state), *(known[id_] for id_ in turn["sources"])]
    messages = _messages(state, turn, sources, settings)
    text = await caller.text("assistant", messages, lambda said: check_turn(said, turns))
    path = current_path(state)
    return {
        "turns": [{**turn, "text": text}],
        "paths": [{**path, "leaf": turn["id"]}],
        "calls": caller.calls,
    }


def _messages(dialogue: Dialogue, turn: Turn, sources: Sequence[Snippet], settings: Settings) -> list[BaseMessage]:
    beyond = phrases(f"beyond_{settings.extensions}", settings.prompts)["assistant"]
    asked = spoken(dialogue)[-1]
    prompt = render(
        "assistant_turn",
        settings.prompts,
        source=blocks.source(1, sources[0]),
        beyond=beyond,
        manner=particular(settings, "assistant"),
        brief=_numbered(asked.get("brief") or NO_BRIEF, sources),
    )
    note = next(part.text for part in prompt if part.kind == "note")
    chat = _chat(dialogue, turn, sources)
    return [*as_messages(prompt), *chat[:-1], HumanMessage(f"{chat[-1].text}\n\n{note}")]


def _numbered(brief: str, sources: Sequence[Snippet]) -> str:
    """Call the sources in a brief by the numbers that the assistant knows them by."""
    for number, snippet in enumerate(sources, start=1):
        brief = brief.replace(f"source {snippet.id}", f"source {number}")
    return brief


def _chat(dialogue: Dialogue, turn: Turn, sources: Sequence[Snippet]) -> list[BaseMessage]:
    """Return the shown turns as chat; sources stand in the message before the answer they joined with."""
    seen = window(dialogue)
    following: list[Turn] = [*seen.turns[1:], turn]
    lead = blocks.summary(seen.summary)
    chat: list[BaseMessage] = []
    for said, after in zip(seen.turns, following, strict=True):
        if said["role"] == "assistant":
            chat.append(AIMessage(said["text"]))
            continue
        joined = [f"{block}\n\n" for block in blocks.joined(after, sources)]
        chat.append(HumanMessage(f"{lead}{''.join(joined)}{blocks.quoted(said['text'])}"))
        lead = ""
    return chat


def _next_turn(dialogue: Dialogue, asked: Turn) -> Turn:
    met = [snippet.id for snippet in path_sources(dialogue)]
    return Turn(
        id=next_id(dialogue),
        parent_id=asked["id"],
        path_id=asked["path_id"],
        role="assistant",
        text="",
        made_by="model",
        persona_id=asked["persona_id"],
        sources=[id_ for id_ in asked.get("draw_on", []) if id_ not in met],
        labels=[],
    )
