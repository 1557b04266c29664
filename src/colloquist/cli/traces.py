"""`colloquist traces`: a run to LangSmith after the fact, as traces or as a dataset, and a dataset back."""

from pathlib import Path
from typing import Annotated

import typer

from colloquist.cli import trace_options as options
from colloquist.run.tracing.datasets import pull_dataset, push_dataset
from colloquist.run.tracing.options import Tracing
from colloquist.run.tracing.push import Pushed, push_traces
from colloquist.show.facts import counted

app = typer.Typer(no_args_is_help=True, help="Send a run to LangSmith, or fetch a dataset from there.")
Run = Annotated[Path, typer.Argument(help="A run folder.")]


@app.command()
def push(
    run: Run,
    share: options.Share = None,
    project: options.Project = None,
    hide: options.Hide = None,
    mask: options.Mask = None,
    strategy: Annotated[
        str | None, typer.Option(help="What made the run, where its name does not lead there: my_own.py:build.")
    ] = None,
) -> None:
    """Send the traces of a run, played again from its journal; no model is asked.

    What is there already is not sent again.
    """
    tracing = Tracing(share=share, project=project, hide=hide, mask=tuple(mask or ()))
    typer.echo(told(push_traces(run, tracing, strategy=strategy)))


@app.command("push-dataset")
def push_dataset_(
    run: Run, name: Annotated[str, typer.Argument(help="The dataset; made if there is none.")]
) -> None:
    """Put the accepted conversations of a run into a dataset; pushed twice, each is there once."""
    shelved = push_dataset(run, name)
    typer.echo(f"{shelved.place}: {shelved.made} added, {shelved.changed} changed, {shelved.there} there already")


@app.command("pull-dataset")
def pull_dataset_(
    name: Annotated[str, typer.Argument(help="The dataset.")],
    file: Annotated[Path, typer.Argument(help="Where to write it: a line per conversation, as in a run folder.")],
) -> None:
    """Write the conversations of a dataset to a file, with what was changed there."""
    typer.echo(f"{counted(pull_dataset(name, file), 'conversation')} in {file}")


def told(pushed: Pushed) -> str:
    """Return what a push came to, in a few lines."""
    more = [f"{pushed.before} were there already"] if pushed.before else []
    more += [f"{pushed.left_out} are not in the share"] if pushed.left_out else []
    lines = ["; ".join([f"{counted(pushed.sent, 'trace')} sent to {pushed.place}", *more])]
    if pushed.bare:
        lines.append(f"{pushed.bare} of them from the record alone: {pushed.why}")
    return "\n".join(lines)
