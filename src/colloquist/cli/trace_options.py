"""The options that say what is traced to LangSmith, the same for every command that traces."""

from typing import Annotated, Literal

import typer

PANEL = "Traces"

Trace = Annotated[
    bool | None,
    typer.Option(
        "--trace/--no-trace", help="Trace to LangSmith; unset, LANGSMITH_TRACING decides.", rich_help_panel=PANEL
    ),
]
Share = Annotated[
    float | None,
    typer.Option("--trace-share", help="Share of the conversations, from 0 to 1.", rich_help_panel=PANEL),
]
Project = Annotated[
    str | None,
    typer.Option("--trace-project", help="Project; unset, LANGSMITH_PROJECT.", rich_help_panel=PANEL),
]
Hide = Annotated[
    Literal["nothing", "inputs", "outputs", "both"] | None,
    typer.Option("--trace-hide", help="What is not sent: prompts, replies, or both.", rich_help_panel=PANEL),
]
Mask = Annotated[
    list[str] | None,
    typer.Option("--trace-mask", help="Regular expression; what it matches is not sent.", rich_help_panel=PANEL),
]
