"""`colloquist trace`: how a conversation of a run came about, call by call, without any service."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from colloquist.run.tracing.looking import trace as look
from colloquist.run.tracing.problem import TraceError
from colloquist.show.reading import WIDEST
from colloquist.show.trace import TraceView
from colloquist.show.trace_lines import TraceLines, call_lines


def trace(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    id: Annotated[str | None, typer.Argument(help="Id of a record or its beginning; unset, the first.")] = None,
    call: Annotated[int | None, typer.Option(help="Show this call whole: prompt and reply.", min=1)] = None,
    whole: Annotated[bool, typer.Option("--whole", help="Show every call whole.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write one page of HTML to this file instead.")] = None,
    strategy: Annotated[
        str | None, typer.Option(help="What made the run, where its name does not lead there: my_own.py:build.")
    ] = None,
) -> None:
    """Show how a conversation came about: nodes, calls, prompts, replies, times, tokens, cost, decisions.

    Prompts and replies come from the journal of the run; no model is asked and nothing is paid.
    """
    view = look(run, id, strategy=strategy)
    if html is not None:
        _write(html, view.page())
        typer.echo(f"written to {html}")
        return
    console = Console(highlight=False)
    width = min(console.width, WIDEST)
    if call is None:
        console.print(TraceLines(view, whole), width=width)
        return
    for part in _whole(view, call):
        console.print(part, width=width)


def _whole(view: TraceView, number: int) -> list[object]:
    try:
        exchange = view.call(number)
    except LookupError as error:
        raise TraceError(str(error.args[0])) from None
    visit = next(one.visit for one in view.visits() if exchange in one.visit.exchanges)
    return [*call_lines(number, visit, exchange)]


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise TraceError(f"{path}: cannot be written ({error.strerror})") from None
