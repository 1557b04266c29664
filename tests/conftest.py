"""Doubles that all tests share: a snippet, verdicts in one line, and a model that plays a whole conversation."""

import itertools
import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

os.environ["LANGSMITH_TRACING"] = "false"
for key in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
    os.environ.pop(key, None)

# How long an example takes says nothing on a machine that others use too.
hypothesis_settings.register_profile("colloquist", deadline=None)
hypothesis_settings.load_profile("colloquist")

from colloquist.models import ScriptedModel
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet

TEXT = (
    "A relief valve opens when the pressure under its disc exceeds the force of its spring. "
    "Once it is open, the wider rim of the disc adds lifting area. "
    "It closes only after the pressure has fallen 7 percent below the set pressure."
)
PERSONA = Persona(
    role="boiler inspector",
    situation="a valve that weeps after every test",
    knows=["springs lose force when hot"],
    gaps=["why it does not close where it opened", "what a new spring costs"],
    goal="a reason to write into the report",
    tone="dry",
    style="short sentences",
    perspective="whoever signs for it",
)


@pytest.fixture
def snippet() -> Snippet:
    """A snippet of three sentences."""
    return Snippet(text=TEXT, title="Relief valves", source="valves.md")


def a_verdict(decision: str = "continue", **changes: Any) -> dict[str, Any]:
    """Return a verdict on an answer of one sentence."""
    move = {"stage": "mechanism", "aim": "ask on", "brief": "explain 1.2", "draw_on": []}
    return {
        "labels": [{"sentence": 1, "kind": "grounded", "cites": ["1.2"]}],
        "faults": [],
        "better_response": None,
        "scores": dict.fromkeys(("grounded", "clear", "deep", "new", "in_character", "consistent"), 4),
        "stage": "mechanism",
        "decision": decision,
        "reason": f"because {decision}",
        "next_moves": [{"move": "object", **move}, {"move": "deepen", **move}],
        "perspective": a_perspective() if decision == "branch" else None,
        **changes,
    }


def a_perspective(name: str = "the insurer", **changes: Any) -> dict[str, Any]:
    """Return a perspective that forks at the seed answer with another person."""
    return {"name": name, "why": "what it costs when it fails", "same_person": False, "fork_turn": 2} | changes


def a_fault(severity: str = "rewrite") -> dict[str, Any]:
    """Return a fault of an answer."""
    return {"kind": "factual", "severity": severity, "what": "says the opposite of 1.3"}


def some_sides(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return two sides of a dispute, whose every field tells them apart."""
    return {
        "dispute": f"who pays for valve {number}",
        "first": {"name": "Fitter", "persona": _side("fitter", number)},
        "second": {"name": "Insurer", "persona": _side("insurer", number)},
        **changes,
    }


def _side(role: str, number: int) -> dict[str, Any]:
    words = ("situation", "goal", "tone", "style", "perspective")
    lists = {"knows": [f"{role} private knows {number}"], "gaps": [f"{role} private gaps {number}"]}
    return {"role": f"{role} {number}", **{word: f"{role} private {word} {number}" for word in words}, **lists}


def a_model(verdicts: Iterable[Any], **nodes: Any) -> ScriptedModel:
    """Return a model whose turns are all different and whose refiner says `verdicts` in order."""
    count = itertools.count(1)
    seed = {
        "question": "What is a relief valve?",
        "answer": [{"text": "A valve.", "kind": "grounded", "cites": ["1.1"]}],
    }
    script = {
        "seed_answer": lambda messages: seed,
        "build_persona": lambda messages: PERSONA,
        "cast_sides": lambda messages: some_sides(next(count)),
        "debate_turn": lambda messages: f"Claim {next(count)}.",
        "new_perspective": lambda messages: PERSONA.model_copy(update={"role": f"insurer {next(count)}"}),
        "user_turn": lambda messages: f"Question {next(count)}?",
        # A number in an answer would be a claim.
        "assistant_turn": lambda messages: f"Answer {'abcdefghij'[next(count) % 10] * next(count)}.",
        "summarise": lambda messages: f"Summary {next(count)}.",
        "refine": list(verdicts),
    }
    return ScriptedModel(script={**script, **nodes})


@pytest.fixture
def verdict() -> Callable[..., dict[str, Any]]:
    """The maker of verdicts."""
    return a_verdict


@pytest.fixture
def perspective() -> Callable[..., dict[str, Any]]:
    """The maker of perspectives."""
    return a_perspective


@pytest.fixture
def fault() -> Callable[..., dict[str, Any]]:
    """The maker of faults."""
    return a_fault


@pytest.fixture
def model() -> Callable[..., ScriptedModel]:
    """The maker of models that play a whole conversation."""
    return a_model


@pytest.fixture
def sides() -> Callable[..., dict[str, Any]]:
    """The maker of two sides of a dispute."""
    return some_sides


@pytest.fixture
def persona() -> Persona:
    """A persona given by hand."""
    return PERSONA
