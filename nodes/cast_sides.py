"""Casts a dispute: two people at one table, in one call, opposed by their lives and not by assignment.

A further dispute, when one waits, gets a path of its own with two others, or with the same two from a later turn.
"""

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.drawing import casting_note, lot
from colloquist.nodes.messages import as_messages
from colloquist.nodes.new_perspective import path_for
from colloquist.prompts import Part, phrases, render
from colloquist.prompts.blocks import persona, source, transcript
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch, Path, Voice, Wish
from colloquist.state.limits import next_wish, why_ended
from colloquist.state.persona import Cast, Persona
from colloquist.state.settings import Settings
from colloquist.state.sides import Sides, name_fault
from colloquist.state.tree import SEED_ANSWER, current_path, snippets, turns_to


async def cast_sides(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Give the path its two voices: the running one, or the next when a dispute waits, which closes it."""
    settings = runtime.context
    wish, old = next_wish(state, settings), current_path(state)
    if wish is None:
        return await _cast(state, settings, old, None)
    closed = Path({**old, "stop": why_ended(state, settings)})
    opened = path_for(state, wish, None)
    # Nobody in particular is the same nobody on every path.
    if wish["same_person"] or settings.persona is False:
        patch = Patch(paths=[Path({**opened, "voices": old.get("voices", [])})])
    else:
        patch = await _cast(state, settings, opened, wish)
    return {**patch, "paths": [closed, *patch["paths"]], "wishes": state["wishes"][1:]}


async def _cast(dialogue: Dialogue, settings: Settings, path: Path, wish: Wish | None) -> Patch:
    words = phrases("debate_words", settings.prompts)
    if settings.persona is False:
        names = words["names"].splitlines()
        voices = [Voice(persona_id=f"u{n}", name=name) for n, name in enumerate(names, start=1)]
        return {"paths": [Path({**path, "voices": voices})]}
    caller = Caller("cast_sides", dialogue, settings)
    sides = await caller.value("persona", as_messages(_prompt(dialogue, settings, wish)), Sides, _check)
    given = settings.persona if isinstance(settings.persona, Persona) and wish is None else None
    people = [given or sides.first.persona, sides.second.persona]
    at = len(dialogue["casts"]) + 1
    casts = [Cast(id=f"u{n}", persona=who.model_dump()) for n, who in enumerate(people, start=at)]
    voices = [
        Voice(persona_id=cast["id"], name=side.name)
        for cast, side in zip(casts, (sides.first, sides.second), strict=True)
    ]
    perspective = wish["name"] if wish else sides.dispute.strip(" .")
    return {
        "casts": casts,
        "paths": [Path({**path, "voices": voices, "perspective": perspective})],
        "calls": caller.calls,
    }


def _check(sides: Sides) -> None:
    fault = name_fault(sides)
    if fault:
        raise Unusable("unreadable", fault)


def _prompt(dialogue: Dialogue, settings: Settings, wish: Wish | None) -> list[Part]:
    words = phrases("debate_words", settings.prompts)
    drawn = lot(dialogue, settings, "dispute").choice(words["disputes"].splitlines())
    given = settings.persona if isinstance(settings.persona, Persona) and wish is None else None
    return render(
        "cast_sides",
        settings.prompts,
        source=source(1, snippets(dialogue)[0]),
        conversation=transcript(turns_to(dialogue["turns"], SEED_ANSWER)),
        dispute=f"{wish['name']}. What it should bring out: {wish['why']}" if wish else drawn,
        first=casting_note(dialogue, settings),
        second=casting_note(dialogue, settings, before=1),
        given=f"{words['given']}\n{persona(given)}\n\n" if given else "",
        manner=particular(settings, "persona"),
    )
