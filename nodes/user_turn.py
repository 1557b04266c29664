"""Speaks for the user, who knows their persona and what was said, and never sees a source."""

from typing import NamedTuple

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.drawing import WITH_A_CASE, message_length, opening_form, opening_move
from colloquist.nodes.messages import as_messages, check_turn, who_asks, window
from colloquist.prompts import blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Patch, Turn
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path, last_verdict, next_id, spoken, steps_left
from colloquist.state.verdict import NextMove
from colloquist.state.voices import next_voice


class Choice(NamedTuple):
    """What the next exchange goes for: the user is told move and aim, the assistant brief and sources."""

    move: str
    aim: str
    brief: str
    draw_on: list[str]


async def user_turn(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Write the next user message of the running path, after the move that suits it best."""
    settings = runtime.context
    caller = Caller("user_turn", state, settings)
    chosen = choose(state, settings)
    seen = window(state)
    prompt = render(
        "user_turn",
        settings.prompts,
        persona=who_asks(state),
        summary=blocks.summary(seen.summary),
        conversation=blocks.transcript(seen.turns, first=seen.first),
        move=_move(state, settings, chosen.move),
        aim=chosen.aim,
        manner=particular(settings, "user"),
        length=message_length(state, settings, chosen.move),
    )
    before = spoken(state)
    text = await caller.text("user", as_messages(prompt), lambda said: check_turn(said, before))
    return {**said(state, text, chosen, current_path(state)["persona_id"]), "calls": caller.calls}


def choose(dialogue: Dialogue, settings: Settings, unguided: Choice | None = None) -> Choice:
    """Return the next step of the path's plan, or the best-ranked move that differs from the speaker's last two.

    Without either the opening move is drawn. After two cases in a row, a move that takes up what was said goes
    before a third. `unguided` is what a message goes for that nobody has proposed anything for, such as the
    first of a path, in place of the usual.
    """
    planned = steps_left(dialogue)
    if planned:
        return Choice(*(planned[0][name] for name in Choice._fields))  # type: ignore[literal-required]
    verdict = last_verdict(dialogue)
    if verdict is None or not verdict.next_moves:
        return _opening(dialogue, unguided or usual(dialogue, settings))
    voice = next_voice(dialogue)
    mine = [t for t in spoken(dialogue) if voice is None or t["persona_id"] == voice["persona_id"]]
    made = [turn["move"] for turn in mine if "move" in turn][-2:]
    cases = len(made) == 2 and all(move in WITH_A_CASE for move in made)
    ranked = sorted(verdict.next_moves, key=lambda move: (move.move in made, cases and move.move in WITH_A_CASE))
    return _choice(ranked[0])


def _move(dialogue: Dialogue, settings: Settings, move: str) -> str:
    """Return the words for a move; a path's first own turn is also told how to begin."""
    said = phrases("moves", settings.prompts)[move]
    begun = any("move" in turn for turn in spoken(dialogue))
    return said if begun else f"{said} {opening_form(dialogue, settings)}".rstrip()


def _choice(move: NextMove) -> Choice:
    return Choice(move.move, move.aim, move.brief, move.draw_on)


def usual(dialogue: Dialogue, settings: Settings) -> Choice:
    """Return what a person's first message goes for: a drawn move, at one thing in the answer they were given."""
    return Choice(opening_move(dialogue, settings), phrases("moves", settings.prompts)["opening_aim"], "", [])


def _opening(dialogue: Dialogue, unguided: Choice) -> Choice:
    """Return what the first message of a path goes for: what the path was opened for, as far as that is said."""
    opening = current_path(dialogue)["opening"]
    if opening is None:
        return unguided
    return Choice(unguided.move, opening.get("aim") or unguided.aim, opening["brief"], opening["draw_on"])


def said(dialogue: Dialogue, text: str, chosen: Choice, persona_id: str | None) -> Patch:
    """Return the running path with a message of the user at its end."""
    path = current_path(dialogue)
    turn = Turn(
        id=next_id(dialogue),
        parent_id=path["leaf"],
        path_id=path["id"],
        role="user",
        text=text,
        made_by="model",
        persona_id=persona_id,
        move=chosen.move,
        aim=chosen.aim,
        brief=chosen.brief,
        draw_on=chosen.draw_on,
    )
    return {"turns": [turn], "paths": [{**path, "leaf": turn["id"]}]}
