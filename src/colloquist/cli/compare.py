"""`colloquist compare`: strategies, prompts or models on the same snippets, in one table."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from colloquist.cli import options
from colloquist.cli.generate import limits_of, settings_of
from colloquist.cli.stopping import stoppable
from colloquist.cli.watching import watching
from colloquist.run.comparison.compare import acompare
from colloquist.run.comparison.compared import Comparison
from colloquist.state.budget import LimitReached

Contestants = Annotated[
    list[str],
    typer.Argument(help="[LABEL=]STRATEGY[,setting=value...], each; the first is what others are held against."),
]
On = Annotated[list[Path], typer.Option("--on", help="A file or folder of documents; may be given again.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the comparison; called again, it goes on.")]
Snippets = Annotated[int, typer.Option(help="Snippets, evenly spread over the documents.", min=1)]
Baseline = Annotated[bool, typer.Option("--baseline", help="Add single_call: the whole dialogue in one call.")]
Estimate = Annotated[
    bool,
    typer.Option(
        "--estimate", help="Make two snippets, say what all would take, and stop.", rich_help_panel=options.RUN
    ),
]
JudgeModel = Annotated[
    str | None,
    typer.Option(
        help="Model that reads all conversations alike, and weighs pairs.", rich_help_panel=options.MODEL
    ),
]


def compare(
    context: typer.Context,
    contestants: Contestants,
    on: On,
    out: Out,
    snippets: Snippets = 20,
    baseline: Baseline = False,
    config: options.Config = None,
    model: options.Model = "embedded",
    judge_model: JudgeModel = None,
    base_url: options.BaseUrl = None,
    user_model: options.UserModel = None,
    assistant_model: options.AssistantModel = None,
    refiner_model: options.RefinerModel = None,
    verifier_model: options.VerifierModel = None,
    temperature: options.Temperature = None,
    max_output_tokens: options.MaxOutputTokens = None,
    structured: options.Structured = "auto",
    timeout: options.Timeout = 120.0,
    retries: options.Retries = 5,
    prices: options.Prices = None,
    persona: options.Persona = True,
    extensions: options.Extensions = "forbid",
    verify: options.Verify = "checks",
    sources: options.Sources = 4,
    prompts: options.Prompts = None,
    seed: options.Seed = 0,
    max_turns: options.MaxTurns = 10,
    max_branches: options.MaxBranches = 1,
    calls_each: options.CallsEach = 80,
    tokens_each: options.TokensEach = None,
    cost_each: options.CostEach = None,
    max_cost: options.MaxCost = None,
    max_tokens: options.MaxTokens = None,
    max_calls: options.MaxCalls = None,
    max_time: options.MaxTime = None,
    rpm: options.Rpm = None,
    tpm: options.Tpm = None,
    estimate: Estimate = False,
    concurrency: options.Concurrency = 16,
    workers: options.Workers = 1,
    words: options.Words = 220,
    text_column: options.TextColumn = "text",
    retry_failed: options.RetryFailed = False,
) -> None:
    """Compare strategies, prompts or models on the same snippets: what was said, variety, yield and price.

    The settings hold for all contestants that do not set them otherwise, its limits for all
    together. Ends with status 0; 1 when a contestant brought no conversation; 3 at a limit, after which the same
    command with a higher one goes on.
    """
    said = list[str]()
    with watching(said) as (watcher, say):
        found = stoppable(
            acompare(
                contestants,
                on,
                out=out,
                snippets=snippets,
                baseline=baseline,
                settings=settings_of(context.params, context.obj or {}),
                concurrency=concurrency,
                workers=workers,
                text_column=text_column,
                words=words,
                retry_failed=retry_failed,
                limits=limits_of(max_cost, max_tokens, max_calls, max_time),
                rpm=rpm,
                tpm=tpm,
                only_estimate=estimate,
                watcher=watcher,
                say=say,
            )
        )
    if estimate:
        typer.echo(
            "\n".join([*said, f"To go on: the same command without --estimate; what is in {out} is paid for."])
        )
    else:
        _told(found)
    if found.stopped:
        raise LimitReached("comparison", found.stopped)
    if not all(any(one.record.accepted for one in made.values()) for made in found.made.values()):
        raise typer.Exit(1)


def _told(found: Comparison) -> None:
    plot = f", {found.plot.name}" if found.plot else ""
    files = f"{found.page.name}{plot}, comparison.json, readings.jsonl, and a run folder of each"
    width = Console().width if sys.stdout.isatty() else None
    typer.echo(f"{found.text(width)}\n\nin {found.folder}: {files}")
