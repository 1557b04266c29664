"""The lines of a turn in a terminal: who speaks in the margin, what is said beside it, what it rests on."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from colloquist.show.marks import MARKS, bracketed
from colloquist.show.outline import Judged, Outline, pieces, words_of
from colloquist.state.record import RecordTurn

MARGIN = 14

# A document may hold escape sequences; a terminal must show them and not obey them.
SHOWN = {n: 0x2400 + n for n in range(32) if chr(n) not in "\n\t"} | {n: 0xFFFD for n in range(127, 160)}


def said(text: str) -> str:
    """Return `text` with its control characters made visible."""
    return text.translate(SHOWN)


def row(left: Text, right: Text) -> Table:
    """Return a word in the margin and a text beside it."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=MARGIN)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(left, right)
    return grid


def headed(title: str) -> Iterator[RenderableType]:
    """Yield the line that a part begins with, below a blank one."""
    yield Text()
    yield Rule(Text(said(title), style="bold"), align="left", style="dim")


def turn_rows(
    outline: Outline, turn: RecordTurn, prompts: bool = False, dropped: bool = False
) -> Iterator[RenderableType]:
    """Yield a turn, what the refiner said of it, and the texts it replaced, below a blank line."""
    yield Text()
    yield row(_speaker(outline, turn, dropped), _labelled(outline, turn, dropped))
    if prompts and turn.aim:
        yield row(Text("asked to", style="dim"), Text(said(turn.aim), style="dim"))
    for angle, review in outline.reviews(turn):
        yield row(Text(said(angle), style="dim italic"), Text(said(str(review["seen"])), style="dim italic"))
    for judged in outline.judged(turn):
        yield from _judged(outline, judged, turn)
    for one in outline.found(turn):
        told = f"{one['kind']}, {one['severity']}: {said(words_of(one))}"
        yield row(Text("found", style="dim red"), Text(told, style="dim"))


def _speaker(outline: Outline, turn: RecordTurn, dropped: bool) -> Text:
    name = Text.assemble((turn.role, "bold cyan" if turn.role == "user" else "bold"))
    below = turn.move if turn.role == "user" else outline.stage(turn)
    name.append(f" {'seed' if turn.made_by == 'seed' else said(turn.id)}", style="dim")
    gone = "not taught" if outline.record.questions else "taken out"
    for word in (outline.voice(turn), below, "edited" if turn.edited else None, gone if dropped else None):
        name.append(f"\n{said(word)}" if word else "", style="dim")
    return name


def _labelled(outline: Outline, turn: RecordTurn, dropped: bool) -> Text:
    text = Text(style="dim" if dropped else "")
    for piece in pieces(turn):
        text.append(said(piece.text))
        if piece.label:
            mark = bracketed(piece.label, [outline.number(cite) for cite in piece.label.cites])
            text.append(f" {mark}" if mark else "", style=f"dim {MARKS[piece.label.kind].ink}")
    if turn.role == "assistant" and not turn.labels and not dropped:
        text.append(" [not labelled]", style="dim")
    return text


def _judged(outline: Outline, judged: Judged, turn: RecordTurn) -> Iterator[RenderableType]:
    if judged.text is not None and judged.text != turn.text:
        yield row(Text(judged.of, style="dim"), Text(said(judged.text), style="dim"))
    for fault in judged.faults:
        left = Text("fell for" if judged.text is not None else f"{fault['severity']} fault", style="dim red")
        yield row(left, Text(f"{fault['kind']}: {said(words_of(fault))}", style="dim"))
    if judged.text is not None:
        return
    reason = f"{judged.verdict.get('decision', '')}: {judged.verdict.get('reason', '')}"
    yield row(Text(outline.judge, style="dim italic"), Text(said(reason), style="dim italic"))
