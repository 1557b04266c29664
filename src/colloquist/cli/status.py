"""`colloquist status`: how a run stands, on one screen, while it goes on and long after."""

from pathlib import Path
from typing import Annotated

import typer

from colloquist.run import standing


def status(run: Annotated[Path, typer.Argument(help="A run folder.")]) -> None:
    """Say how a run stands: what is done, what failed and why, what it cost, how fast it goes."""
    typer.echo(standing.status(run))
