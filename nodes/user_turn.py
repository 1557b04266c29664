"""Speaks for the user, who knows their persona and what was said, and never sees a source."""

from typing import NamedTuple

from langgraph.runtime import Runtime

from colloquist.models import Caller
from colloquist.nodes.drawing import WITH_A_CASE, message_length, opening_form, opening_move
from colloquist.nodes.messages import as_messages, check_turn, who_asks, window
from colloquist.prompts import blocks, phrases, render
from colloquist.state.dialogue import Dialogue, Patch, Turn
from colloquist.state.settings import Settings
from colloquist.state.tree import current_path, last_verdict, next_id, spoken
from colloquist.state.verdict import NextMove


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
        length=message_length(state, settings, chosen.move),
    )
    before = spoken(state)
    text = await caller.text("user", as_messages(prompt), lambda said: check_turn(said, before))
    return {**_said(state, text, chosen), "calls": caller.calls}


def choose(dialogue: Dialogue, settings: Settings) -> Choice:
    """Return the best-ranked move that differs from the path's last two; the opening move is drawn.

    After two cases in a row, a move that takes up what was said goes before a third.
    """
    verdict = last_verdict(dialogue)
    if verdict is None or not verdict.next_moves:
        return _unguided(dialogue, settings)
    made = [turn["move"] for turn in spoken(dialogue) if "move" in turn][-2:]
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


def _unguided(dialogue: Dialogue, settings: Settings) -> Choice:
    words = phrases("moves", settings.prompts)
    opening = current_path(dialogue)["opening"]
    move = opening_move(dialogue, settings)
    if opening is None:
        return Choice(move, words["opening_aim"], "", [])
    return Choice(move, opening.get("aim") or words["opening_aim"], opening["brief"], opening["draw_on"])


def _said(dialogue: Dialogue, text: str, chosen: Choice) -> Patch:
    path = current_path(dialogue)
    turn = Turn(
        id=next_id(dialogue),
        parent_id=path["leaf"],
        path_id=path["id"],
        role="user",
        text=text,
        made_by="model",
        persona_id=path["persona_id"],
        move=chosen.move,
        aim=chosen.aim,
        brief=chosen.brief,
        draw_on=chosen.draw_on,
    )
    return {"turns": [turn], "paths": [{**path, "leaf": turn["id"]}]}
