"""`colloquist generate`: documents in, a folder of conversations out."""

import gc
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import typer

from colloquist.cli import options, trace_options
from colloquist.cli.duration import seconds_in
from colloquist.cli.progress import progress, summary
from colloquist.cli.stopping import stoppable
from colloquist.models.resolve import load_models
from colloquist.run.estimate import aestimate
from colloquist.run.generate import agenerate
from colloquist.run.limits import RunLimits
from colloquist.run.standby import standby
from colloquist.run.tracing.options import Tracing, wanted
from colloquist.state.budget import LimitReached
from colloquist.state.settings import RENAMED, ROLES, RoleSettings, Settings


def generate(
    context: typer.Context,
    paths: options.Paths,
    out: options.Out,
    config: options.Config = None,
    model: options.Model = "embedded",
    base_url: options.BaseUrl = None,
    seed_model: options.SeedModel = None,
    persona_model: options.PersonaModel = None,
    user_model: options.UserModel = None,
    assistant_model: options.AssistantModel = None,
    refiner_model: options.RefinerModel = None,
    verifier_model: options.VerifierModel = None,
    solver_model: options.SolverModel = None,
    student_model: options.StudentModel = None,
    temperature: options.Temperature = None,
    max_output_tokens: options.MaxOutputTokens = None,
    structured: options.Structured = "auto",
    timeout: options.Timeout = 120.0,
    retries: options.Retries = 5,
    prices: options.Prices = None,
    strategy: options.Strategy = "conversation",
    persona: options.Persona = True,
    extensions: options.Extensions = "forbid",
    verify: options.Verify = "checks",
    max_repairs: options.MaxRepairs = 1,
    samples_of_extension: options.SamplesOfExtension = 3,
    sources: options.Sources = 4,
    questions: options.Questions = 3,
    student_samples: options.StudentSamples = 5,
    usually: options.Usually = 0.5,
    completion_tokens: options.CompletionTokens = None,
    solvers: options.Solvers = 5,
    min_agreement: options.MinAgreement = 0.4,
    max_agreement: options.MaxAgreement = 0.95,
    prompts: options.Prompts = None,
    seed: options.Seed = 0,
    steering: options.Steering = True,
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
    batch: options.Batch = False,
    estimate: options.Estimate = False,
    sample: options.Sample = 12,
    concurrency: options.Concurrency = 16,
    workers: options.Workers = 1,
    limit: options.Limit = None,
    words: options.Words = 220,
    text_column: options.TextColumn = "text",
    question_column: options.QuestionColumn = None,
    answer_column: options.AnswerColumn = "answer",
    retry_failed: options.RetryFailed = False,
    trace: trace_options.Trace = None,
    trace_share: trace_options.Share = None,
    trace_project: trace_options.Project = None,
    trace_hide: trace_options.Hide = None,
    trace_mask: trace_options.Mask = None,
) -> None:
    """Grow a conversation from every snippet of the documents and write them to a run folder.

    Ends with status 0; 1 when nothing was done; 2 for a mistake; 3 at one of the limits of the run, after
    which the same command with a higher one goes on; 128 and its number after a signal.
    """
    how: dict[str, Any] = {
        "strategy": strategy,
        "settings": (chosen := settings_of(context.params, context.obj or {})),
        "concurrency": concurrency,
        "limit": limit,
        "text_column": text_column,
        "question_column": question_column,
        "answer_column": answer_column,
        "words": words,
        "limits": limits_of(max_cost, max_tokens, max_calls, max_time),
        "rpm": rpm,
        "tpm": tpm,
        "batch": batch,
    }
    load_models(chosen)
    gc.freeze()  # what was loaded stays, and whoever is forked shares it
    with standby(0 if estimate else min(workers, concurrency)), progress(chosen) as watcher:
        if estimate:
            typer.echo(stoppable(aestimate(paths, out, sample=sample, watcher=watcher, **how)))
            return
        named = Tracing(share=trace_share, project=trace_project, hide=trace_hide, mask=tuple(trace_mask or ()))
        how |= {"trace": named if wanted(trace) else False, "workers": workers, "retry_failed": retry_failed}
        run = agenerate(paths, out, watcher=watcher, **how)
        outcome = stoppable(run)
    summary(outcome)
    if outcome.stopped:
        raise LimitReached("run", outcome.stopped)
    if not outcome.counts["done"]:
        raise typer.Exit(1)


def limits_of(cost: float | None, tokens: int | None, calls: int | None, time: str | None) -> RunLimits:
    """Return the limits of the run that the command's options name."""
    return RunLimits(cost=cost, tokens=tokens, calls=calls, seconds=None if time is None else seconds_in(time))


def settings_of(given: Mapping[str, Any], tables: Mapping[str, Any]) -> Settings:
    """Return the settings that the command's options name; the `tables` roles and manner come from a file."""
    roles: Mapping[str, RoleSettings] = tables.get("roles", {})
    renamed = {name: option for option, name in RENAMED.items()}
    named_there = {f.name: renamed.get(f.name, f.name) for f in fields(Settings)}
    plain = {name: given[option] for name, option in named_there.items() if option in given}
    named: dict[str, str] = {role: given[f"{role}_model"] for role in ROLES if given.get(f"{role}_model")}
    own = {role: replace(roles.get(role, RoleSettings()), model=name) for role, name in named.items()}
    return Settings(**plain, roles={**roles, **own}, manner=tables.get("manner", {}))
