"""Reading a conversation in a terminal, as a person would: the tree first, then path by path."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from colloquist.state.record import Record

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDEST = 100


def print_record(record: Record, console: Console | None = None, prompts: bool = False) -> None:
    """Print a conversation to be read.

    Args:
        record: the conversation.
        console: where to; the terminal when None.
        prompts: also print what each user turn was asked to go after, and which prompts were in use.
    """
    from rich.console import Console

    from colloquist.show.telling import Telling

    chosen = console or Console()
    chosen.print(Telling(record, prompts), width=min(chosen.width, WIDEST))


def plain(what: RenderableType, width: int = WIDEST) -> str:
    """Return what a terminal without colours would show, without the blanks at the ends of lines."""
    from rich.console import Console

    sink = StringIO()
    # Inside Jupyter a console displays what it is given, whatever file it has.
    Console(file=sink, width=width, color_system=None, force_jupyter=False, force_terminal=False).print(what)
    return "\n".join(line.rstrip() for line in sink.getvalue().split("\n")).rstrip("\n")
