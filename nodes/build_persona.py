"""Casts the conversation: infers from the snippet who would ask about it, and what they do not know."""

from collections.abc import Callable

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.drawing import casting_note
from colloquist.nodes.messages import as_messages
from colloquist.prompts import Part, render
from colloquist.prompts.blocks import source
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch
from colloquist.state.persona import Cast, Persona
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path, snippets


async def build_persona(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Give the running path its user: inferred, given by the settings, or nobody in particular."""

    def prompt() -> list[Part]:
        return render(
            "build_persona",
            runtime.context.prompts,
            source=source(1, snippets(state)[0]),
            question=state["turns"][0]["text"],
            casting=casting_note(state, runtime.context),
            manner=particular(runtime.context, "persona"),
        )

    return await chosen("build_persona", state, runtime.context, prompt)


async def chosen(node: str, dialogue: Dialogue, settings: Settings, prompt: Callable[[], list[Part]]) -> Patch:
    """Return the running path with the persona that the settings give, or that `node` infers by `prompt`."""
    if settings.persona is False:
        return {}
    if isinstance(settings.persona, Persona):
        return cast(dialogue, settings.persona)
    caller = Caller(node, dialogue, settings)
    persona = await caller.value("persona", as_messages(prompt()), Persona)
    return {**cast(dialogue, persona), "calls": caller.calls}


def cast(dialogue: Dialogue, persona: Persona) -> Patch:
    """Return the running path with a persona of its own."""
    member = Cast(id=f"u{len(dialogue['casts']) + 1}", persona=persona.model_dump())
    path = current_path(dialogue)
    return {
        "casts": [member],
        "paths": [{**path, "persona_id": member["id"], "perspective": persona.perspective}],
    }
