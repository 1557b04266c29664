"""Opens another path of the tree: a perspective, the turn it forks from, and the person who holds it."""

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.drawing import casting_note
from colloquist.nodes.messages import as_messages
from colloquist.prompts import Part, render
from colloquist.prompts.blocks import source
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch, Path, Wish
from colloquist.state.limits import next_wish, why_ended
from colloquist.state.persona import Cast, Persona
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path, snippets


async def new_perspective(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Close the running path and start the one that waits first, with one identity of its own."""
    settings = runtime.context
    wish = next_wish(state, settings)
    if wish is None:
        raise ValueError("new_perspective was entered although no perspective waits: check the graph's edges")
    old = current_path(state)
    closed: Path = {**old, "stop": why_ended(state, settings)}
    rest = state["wishes"][1:]
    if wish["same_person"] or settings.persona is False:
        return {"paths": [closed, path_for(state, wish, old["persona_id"])], "wishes": rest}
    caller = Caller("new_perspective", state, settings)
    persona = await caller.value("persona", as_messages(_prompt(state, settings, wish)), Persona)
    member = Cast(id=f"u{len(state['casts']) + 1}", persona=persona.model_dump())
    return {
        "casts": [member],
        "paths": [closed, path_for(state, wish, member["id"])],
        "wishes": rest,
        "calls": caller.calls,
    }


def _prompt(dialogue: Dialogue, settings: Settings, wish: Wish) -> list[Part]:
    return render(
        "new_perspective",
        settings.prompts,
        source=source(1, snippets(dialogue)[0]),
        question=dialogue["turns"][0]["text"],
        perspective=wish["name"],
        why=wish["why"],
        casting=casting_note(dialogue, settings),
        manner=particular(settings, "persona"),
    )


def path_for(dialogue: Dialogue, wish: Wish, persona_id: str | None) -> Path:
    """Return the path on which a perspective is taken, before anything is said there."""
    return Path(
        id=f"p{len(dialogue['paths']) + 1}",
        parent_id=current_path(dialogue)["id"],
        fork=wish["fork"],
        leaf=wish["fork"],
        perspective=wish["name"],
        why=wish["why"],
        persona_id=persona_id,
        opening=wish["opening"],
        stop=None,
        faults=[],
    )
