"""Planning: what a person goes after from here to the end, as if each answer had been given already."""

import re
from collections.abc import Sequence

from colloquist.models.embedded import reading
from colloquist.models.embedded.directions import directions
from colloquist.models.embedded.passage import read_passage, said, waiting
from colloquist.models.embedded.relevance import named
from colloquist.models.embedded.scene import Scene
from colloquist.state.plan import Plan
from colloquist.state.verdict import Move, NextMove

COMMON = 4
_ROOM = re.compile(r"\broom for (\d+) exchanges?\b")
_NOTHING_LEFT = NextMove(
    move="probe",
    stage="edge_case",
    aim="Ask for more than has been said.",
    brief="Say plainly what is not known here, then give what bears on it.",
    draw_on=[],
)


def plan(text: str) -> Plan:
    """Return an aim for each exchange that there is room for, as far as sentences wait."""
    passages = [read_passage(source) for source in reading.sources(text)]
    turns = reading.turns(text)
    answered = [turn.text for turn in turns if turn.by == "assistant"]
    asked = [turn.text for turn in turns if turn.by == "user"]
    room = _ROOM.search(reading.without_blocks(text))
    bring_out = reading.line_after(text, "This path was opened to bring out")
    elsewhere = reading.used_elsewhere(text)
    aims: list[NextMove] = []
    while passages and len(aims) < (int(room[1]) if room else COMMON):
        units = waiting(passages, said(answered))
        scene = Scene(passages, units, asked, answered, bring_out, elsewhere)
        move = chosen(directions(scene, len(turns) + 2 * len(aims)), [aim.move for aim in aims])
        if move is None:
            break
        aims.append(move)
        asked.append(move.aim)
        answered.append(" ".join(unit.spoken for unit in named(move.brief, units)) or move.aim)
    return Plan(aims=aims or [_NOTHING_LEFT])


def chosen(moves: Sequence[NextMove], made: Sequence[Move | None]) -> NextMove | None:
    """Return the best move that was not made in the last two exchanges, or else the best in another guise."""
    fresh = next((move for move in moves if move.move not in made[-2:]), None)
    if fresh or not moves:
        return fresh
    guise: Move = next(other for other in ("deepen", "relate", "broaden") if other not in made[-2:])
    return moves[0].model_copy(update={"move": guise})
