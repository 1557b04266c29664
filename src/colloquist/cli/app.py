"""The command line's frame: its commands, and the boundary where a user's mistake becomes one clear line."""

import os
import sys
import warnings
from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.console import Console

import colloquist
from colloquist.cli.compare import compare
from colloquist.cli.generate import generate
from colloquist.cli.look import graph, show
from colloquist.cli.new import new
from colloquist.cli.refusal_report import refusal_report
from colloquist.cli.status import status
from colloquist.cli.stopping import Stopped, stop_at_once
from colloquist.cli.trace import trace
from colloquist.cli.traces import app as traces
from colloquist.run.signals import listen
from colloquist.run.tracing.problem import TracingWarning

app = typer.Typer(
    name="colloquist",
    help="Grow grounded multi-turn conversations from documents, with a LangGraph machine you can read and edit.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(generate)
app.command()(compare)
app.command()(show)
app.command()(status)
app.command()(graph)
app.command()(new)
app.command()(refusal_report)
app.command()(trace)
app.add_typer(traces, name="traces")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"colloquist {colloquist.__version__}")
        raise typer.Exit


@app.callback()
def _colloquist(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Grow grounded multi-turn conversations from documents."""


def main() -> None:
    """Run the command line.

    A mistake ends with its message and status 2, a limit of the run with 3, a stop with 128 + its signal.
    """
    listen(stop_at_once)
    warnings.showwarning = _say_of_traces(warnings.showwarning)
    try:
        app()
    except ValueError as error:
        if not _is_ours(error):
            raise
        _complain(str(error), 2)
    except colloquist.RunStopped as error:
        _complain(str(error), 1)
    except colloquist.LimitReached as reached:
        _complain(str(reached), 3)
    except Stopped as stop:
        _complain(str(stop), stop.status)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        sys.exit(0)


def _say_of_traces(otherwise: Callable[..., None]) -> Callable[..., None]:
    """Return what shows a warning of ours as one line, and every other one as before."""

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, TracingWarning):
            Console(stderr=True, soft_wrap=True, highlight=False).print(f"traces: {message}", markup=False)
        else:
            otherwise(message, category, *where, **more)

    return show


def _is_ours(error: ValueError) -> bool:
    return type(error).__module__.startswith("colloquist.")


def _complain(message: str, status: int) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False).print(f"colloquist: {message}", markup=False)
    sys.exit(status)
