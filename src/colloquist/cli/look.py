"""`colloquist show` and `colloquist graph`: reading a conversation, and the machine that made it."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from colloquist.graphs import load, strategies
from colloquist.run.folder import find_record, read_records
from colloquist.show import draw, print_record
from colloquist.state.record import Record


def show(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    id: Annotated[str | None, typer.Argument(help="Id of a record or its beginning; unset, the first.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="One line per record instead.")] = False,
) -> None:
    """Read a conversation of a run: roles, personas, branches, labels, decisions."""
    if list_:
        for record in read_records(run):
            typer.echo(_line(record))
        return
    print_record(find_record(run, id), Console())


def graph(
    strategy: Annotated[str, typer.Argument(help="Name, or path/to/file.py:build.")] = "conversation",
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print the Mermaid text alone.")] = False,
    list_: Annotated[bool, typer.Option("--list", help="Name the strategies in the box instead.")] = False,
) -> None:
    """Draw the machine of a strategy, as text and as Mermaid."""
    if list_:
        typer.echo("\n".join(strategies()))
        return
    drawing = draw(load(strategy))
    if not mermaid:
        typer.echo(f"{drawing.ascii}\n")
    typer.echo(drawing.mermaid)


def _line(record: Record) -> str:
    stops = ", ".join(path.stop.reason for path in record.paths)
    heading = record.snippet.heading or record.snippet.text[:40]
    return f"{record.id}  {record.status:8}  {len(record.turns):3} turns  {stops or '-':24}  {heading}"
