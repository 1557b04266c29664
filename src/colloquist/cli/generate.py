"""`colloquist generate`: documents in, a folder of conversations out."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import typer

from colloquist.cli import options
from colloquist.cli.progress import progress, summary
from colloquist.cli.stopping import stoppable
from colloquist.run.generate import agenerate
from colloquist.state.settings import ROLES, RoleSettings, Settings


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
    temperature: options.Temperature = None,
    max_output_tokens: options.MaxOutputTokens = None,
    structured: options.Structured = "auto",
    timeout: options.Timeout = 120.0,
    retries: options.Retries = 5,
    prices: options.Prices = None,
    strategy: options.Strategy = "conversation",
    persona: options.Persona = True,
    extensions: options.Extensions = "forbid",
    sources: options.Sources = 4,
    prompts: options.Prompts = None,
    seed: options.Seed = 0,
    max_turns: options.MaxTurns = 10,
    max_branches: options.MaxBranches = 1,
    calls_each: options.CallsEach = 80,
    tokens_each: options.TokensEach = None,
    cost_each: options.CostEach = None,
    concurrency: options.Concurrency = 16,
    limit: options.Limit = None,
    words: options.Words = 220,
    text_column: options.TextColumn = "text",
    retry_failed: options.RetryFailed = False,
) -> None:
    """Grow a conversation from every snippet of the documents and write them to a run folder."""
    chosen = settings_of(context.params, context.obj or {})
    with progress(chosen) as watcher:
        run = agenerate(
            paths,
            out,
            strategy=strategy,
            settings=chosen,
            concurrency=concurrency,
            limit=limit,
            text_column=text_column,
            words=words,
            retry_failed=retry_failed,
            watcher=watcher,
        )
        outcome = stoppable(run)
    summary(outcome)
    if not outcome.counts["done"]:
        raise typer.Exit(1)


def settings_of(given: Mapping[str, Any], roles: Mapping[str, RoleSettings]) -> Settings:
    """Return the settings that the command's options name; `roles` come from a configuration file."""
    renamed = {"max_calls": "calls_each", "max_tokens": "tokens_each", "max_cost": "cost_each"}
    plain = {
        f.name: given[renamed.get(f.name, f.name)]
        for f in fields(Settings)
        if renamed.get(f.name, f.name) in given
    }
    named: dict[str, str] = {role: given[f"{role}_model"] for role in ROLES if given.get(f"{role}_model")}
    own = {role: replace(roles.get(role, RoleSettings()), model=name) for role, name in named.items()}
    return Settings(**plain, roles={**roles, **own})
