"""What a stub server says when nothing is wrong: a valid reply for every role of the default graph."""

import json
from typing import Any

from stub_request import Request


def say(request: Request, decisions: list[str], perspective: dict[str, Any]) -> str:
    """Return a good reply."""
    n = request.number
    if request.schema == "SeedAnswer":
        parts = [{"text": f"It opens at a set pressure {n}.", "kind": "grounded", "cites": ["1.1"]}]
        return json.dumps({"question": f"What is relief {n}?", "answer": parts})
    if request.schema == "Persona":
        return json.dumps(a_persona(n))
    if request.schema == "Verdict":
        decision = decisions.pop(0) if decisions else "continue"
        return json.dumps(a_verdict(request, decision, perspective))
    if request.role == "user":
        return f"My gauge read {n} bar this morning. Why would it do that?"
    return f"Reading {n} points at the spring. The rim adds area {n} times over."


def a_persona(n: int) -> dict[str, Any]:
    """Return a persona whose every field can be found again on the wire."""
    words = ("role", "situation", "goal", "tone", "style", "perspective")
    lists = {"knows": [f"private knows {n}"], "gaps": [f"private gaps {n}"]}
    return {**{word: f"private {word} {n}" for word in words}, **lists}


def a_verdict(request: Request, decision: str, perspective: dict[str, Any]) -> dict[str, Any]:
    """Return a verdict that labels every numbered sentence of the answer."""
    asked = next(m["content"] for m in reversed(request.messages) if "<answer turn" in m["content"])
    sentences = asked.partition("<answer turn")[2].count("\n[a")
    draw_on = ["r1"] if "\n[r1]" in asked else []
    move = {"stage": "mechanism", "aim": f"ask on {request.number}", "brief": "explain 1.2", "draw_on": draw_on}
    wish = {"name": "the insurer", "why": "what it costs", "same_person": False, "fork_turn": 2, **perspective}
    return {
        "labels": [{"sentence": n, "kind": "grounded", "cites": ["1.2"]} for n in range(1, sentences + 1)],
        "faults": [],
        "better_response": None,
        "scores": dict.fromkeys(("grounded", "clear", "deep", "new", "in_character", "consistent"), 4),
        "stage": "mechanism",
        "decision": decision,
        "reason": f"because {decision}",
        "next_moves": [{"move": "object", **move}, {"move": "deepen", **move}],
        "perspective": wish if decision == "branch" else None,
    }
