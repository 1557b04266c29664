"""The options of `colloquist generate` and `compare`, with their help; names and defaults are the command's."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from colloquist.cli.config import apply_config

MODEL, SIZE, LIMITS, WRITING = "Models", "Input", "Limits of one conversation", "How conversations are made"
RUN = "Limits of the run"

Paths = Annotated[
    list[Path], typer.Argument(help="Files and folders: .txt .md .html .pdf .docx .jsonl .csv .parquet")
]
Out = Annotated[Path, typer.Option("--out", "-o", help="Run folder; called again, the run goes on where it was.")]
Config = Annotated[
    Path | None, typer.Option(callback=apply_config, is_eager=True, help="Options from a TOML or YAML file.")
]
Model = Annotated[
    str,
    typer.Option(
        help='Model of every role; "embedded" needs no key and makes no training data.', rich_help_panel=MODEL
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        help="Server that speaks OpenAI's API (or OPENAI_BASE_URL in the environment).", rich_help_panel=MODEL
    ),
]
SeedModel = Annotated[str | None, typer.Option(help="Model that writes seed answers.", rich_help_panel=MODEL)]
PersonaModel = Annotated[str | None, typer.Option(help="Model that invents personas.", rich_help_panel=MODEL)]
UserModel = Annotated[str | None, typer.Option(help="Model that speaks for the user.", rich_help_panel=MODEL)]
AssistantModel = Annotated[
    str | None, typer.Option(help="Model that speaks for the assistant.", rich_help_panel=MODEL)
]
VerifierModel = Annotated[str | None, typer.Option(help="Model that checks and grades.", rich_help_panel=MODEL)]
SolverModel = Annotated[
    str | None, typer.Option(help="Model that solves problems independently.", rich_help_panel=MODEL)
]
StudentModel = Annotated[
    str | None, typer.Option(help="Model that refusal data is made for, if any.", rich_help_panel=MODEL)
]
RefinerModel = Annotated[str | None, typer.Option(help="Model that judges and directs.", rich_help_panel=MODEL)]
Temperature = Annotated[
    float | None, typer.Option(help="Sampling temperature; unset, the server's own.", rich_help_panel=MODEL)
]
MaxOutputTokens = Annotated[
    int | None, typer.Option(help="Longest reply; one cut off there is asked again.", rich_help_panel=MODEL)
]
Structured = Annotated[
    Literal["auto", "json_schema", "json_object", "prompt"],
    typer.Option(help="How JSON replies are asked for.", rich_help_panel=MODEL),
]
Timeout = Annotated[float, typer.Option(help="Seconds to wait for one reply.", rich_help_panel=MODEL)]
Retries = Annotated[
    int, typer.Option(help="Repeats after a rate limit, server error or lost connection.", rich_help_panel=MODEL)
]
Prices = Annotated[
    Path | None, typer.Option(help="TOML table of prices that adds to the one in the box.", rich_help_panel=MODEL)
]
Strategy = Annotated[str, typer.Option(help="Name, or path/to/file.py:build.", rich_help_panel=WRITING)]
Persona = Annotated[bool, typer.Option(help="Whether somebody in particular asks.", rich_help_panel=WRITING)]
Extensions = Annotated[
    Literal["forbid", "check", "allow"],
    typer.Option(
        help="Claims that no source holds: mended, kept if independent samples call them true, or labelled.",
        rich_help_panel=WRITING,
    ),
]
Verify = Annotated[
    Literal["checks", "claims"],
    typer.Option(help="What closes a conversation: checks in code, or a verifier too.", rich_help_panel=WRITING),
]
MaxRepairs = Annotated[
    int, typer.Option(help="Rounds of mending faulty answers at the end.", min=0, rich_help_panel=WRITING)
]
SamplesOfExtension = Annotated[
    int,
    typer.Option(
        help="Samples that must all call a claim true, with --extensions check.", min=1, rich_help_panel=WRITING
    ),
]
Sources = Annotated[
    int,
    typer.Option(help="Snippets that may join the first as a conversation goes further.", rich_help_panel=WRITING),
]
Solvers = Annotated[int, typer.Option(help="Independent solvers of each problem.", min=2, rich_help_panel=WRITING)]
MinAgreement = Annotated[
    float, typer.Option(help="Share of solvers that must agree; less is ambiguous.", rich_help_panel=WRITING)
]
MaxAgreement = Annotated[
    float, typer.Option(help="Share of solvers above which a problem is too easy.", rich_help_panel=WRITING)
]
Prompts = Annotated[
    Path | None,
    typer.Option(help="Folder of .md files that replace prompts of the same name.", rich_help_panel=WRITING),
]
Questions = Annotated[
    int, typer.Option(help="Questions from one snippet, where a strategy makes any.", rich_help_panel=WRITING)
]
StudentSamples = Annotated[
    int, typer.Option(help="How often the student is asked each question.", rich_help_panel=WRITING)
]
Usually = Annotated[
    float, typer.Option(help="Share of right answers that counts as usually right.", rich_help_panel=WRITING)
]
CompletionTokens = Annotated[
    int | None, typer.Option(help="First tokens that stay of both sides of a pair.", rich_help_panel=WRITING)
]
Seed = Annotated[int, typer.Option(help="Seed of everything that is drawn by lot.", rich_help_panel=WRITING)]
Steering = Annotated[
    bool,
    typer.Option(
        help="Whether a run covers personas, opening moves and forms evenly, or draws each by lot.",
        rich_help_panel=WRITING,
    ),
]
MaxTurns = Annotated[
    int, typer.Option(help="Messages per path, the seed exchange included.", rich_help_panel=LIMITS)
]
MaxBranches = Annotated[int, typer.Option(help="Further perspectives.", rich_help_panel=LIMITS)]
CallsEach = Annotated[int | None, typer.Option(help="Model calls per conversation.", rich_help_panel=LIMITS)]
TokensEach = Annotated[
    int | None, typer.Option(help="Tokens in and out per conversation.", rich_help_panel=LIMITS)
]
CostEach = Annotated[float | None, typer.Option(help="US dollars per conversation.", rich_help_panel=LIMITS)]
MaxCost = Annotated[
    float | None,
    typer.Option(help="US dollars, those of earlier calls too; needs prices of all models.", rich_help_panel=RUN),
]
MaxTokens = Annotated[
    int | None, typer.Option(help="Tokens in and out, of earlier calls too.", rich_help_panel=RUN)
]
MaxCalls = Annotated[
    int | None, typer.Option(help="Replies of models, of earlier calls too.", rich_help_panel=RUN)
]
MaxTime = Annotated[
    str | None,
    typer.Option(
        help="Time of this call alone, reading the input included: 90s, 45m, 8h.",
        rich_help_panel=RUN,
        metavar="TIME",
    ),
]
Rpm = Annotated[int | None, typer.Option(help="Requests per minute and model.", min=1, rich_help_panel=RUN)]
Tpm = Annotated[int | None, typer.Option(help="Tokens per minute and model.", min=1, rich_help_panel=RUN)]
Estimate = Annotated[
    bool,
    typer.Option("--estimate", help="Make a few conversations and say what all would take.", rich_help_panel=RUN),
]
Sample = Annotated[
    int,
    typer.Option(help="Snippets of the estimate; the run does not pay them again.", min=1, rich_help_panel=RUN),
]
Batch = Annotated[
    bool,
    typer.Option(
        "--batch",
        help="Ask through OpenAI's Batch API: half the price, up to a day for every step of a conversation. "
        "For strategies of few steps, with a large --concurrency.",
        rich_help_panel=RUN,
    ),
]
Concurrency = Annotated[int, typer.Option(help="Conversations at a time.", min=1, rich_help_panel=SIZE)]
Workers = Annotated[
    int,
    typer.Option(help="Processes that share the conversations: as many as cores.", min=1, rich_help_panel=SIZE),
]
Limit = Annotated[int | None, typer.Option(help="Use the first N snippets only.", min=1, rich_help_panel=SIZE)]
RetryFailed = Annotated[
    bool,
    typer.Option("--retry-failed", help="Make failed snippets again; unset, they stay.", rich_help_panel=SIZE),
]
Words = Annotated[int, typer.Option(help="Words per snippet, about.", min=20, rich_help_panel=SIZE)]
QuestionColumn = Annotated[
    str | None, typer.Option(help="Take rows as questions: the column with the question.", rich_help_panel=SIZE)
]
AnswerColumn = Annotated[
    str, typer.Option(help="The column with its answer; an empty one has none.", rich_help_panel=SIZE)
]
TextColumn = Annotated[
    str, typer.Option(help="Column with the text in .jsonl, .csv and .parquet.", rich_help_panel=SIZE)
]
