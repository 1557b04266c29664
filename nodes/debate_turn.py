"""Speaks for one of two sides, in turn, from their own notes and what was said aloud; never sees a source."""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.drawing import CHALLENGES, message_length, opening_move
from colloquist.nodes.messages import as_messages, check_turn, who_speaks, window
from colloquist.nodes.user_turn import Choice, choose, said
from colloquist.prompts import blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch, Turn, Voice
from colloquist.state.settings import Settings
from colloquist.state.tree import SEED_ANSWER, current_path, spoken
from colloquist.state.voices import named, next_voice, speaks_as, unnamed


async def debate_turn(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Write the next message of the running path, by whoever's turn it is, under the name they have there."""
    settings = runtime.context
    caller = Caller("debate_turn", state, settings)
    voice, voices = next_voice(state), current_path(state).get("voices", [])
    if voice is None:
        raise ValueError("debate_turn was entered on a path without voices: cast_sides comes before it")
    chosen = _chosen(state, settings)
    seen = window(state)
    prompt = render(
        "debate_turn",
        settings.prompts,
        persona=who_speaks(state, voice),
        name=voice["name"],
        others=" and ".join(other["name"] for other in voices if other != voice),
        summary=blocks.summary(seen.summary),
        conversation=blocks.transcript(seen.turns, first=seen.first),
        move=phrases("moves", settings.prompts)[chosen.move],
        aim=chosen.aim,
        manner=particular(settings, "user"),
        length=message_length(state, settings, chosen.move),
    )
    before = spoken(state)
    text = await caller.text("user", as_messages(prompt), lambda given: _check(given, voice, voices, before))
    whole = named(voice["name"], unnamed(voice["name"], text))
    return {**said(state, whole, chosen, voice["persona_id"]), "calls": caller.calls}


def _chosen(dialogue: Dialogue, settings: Settings) -> Choice:
    """Return what the message goes for; the first of a dispute has to tell what it is about, whatever else."""
    aim = phrases("debate_words", settings.prompts)["opening_aim"]
    chosen = choose(dialogue, settings, Choice(opening_move(dialogue, settings, CHALLENGES), aim, "", []))
    begins = current_path(dialogue)["leaf"] == SEED_ANSWER
    return chosen._replace(aim=f"{aim}. {chosen.aim}") if begins and chosen.aim != aim else chosen


def _check(text: str, voice: Voice, voices: Sequence[Voice], before: Sequence[Turn]) -> None:
    """Raise Unusable for a message that says nothing, repeats an earlier one, or speaks in another's name."""
    own = unnamed(voice["name"], text)
    if not own:
        raise Unusable("empty", "there is a name and no message")
    check_turn(named(voice["name"], own), before)
    other = speaks_as([*(one["name"] for one in voices), "Moderator", "Assistant"], own)
    if other:
        raise Unusable("unreadable", f"you are {voice['name']} alone; write no line for {other}")
