"""What the bench server says: a valid reply of realistic length for whatever is asked, no two texts alike."""

from typing import Any

import orjson

SCORES = ("grounded", "clear", "deep", "new", "in_character", "consistent")
PLAIN = (
    "Reading {n} points at the spring rather than at the disc. When the metal is hot it gives way sooner, so "
    "the pressure at which it opens drifts down by a little each year. You would see that as a valve that "
    "weeps before the gauge has reached its mark {n}. A colder spring of the same make would hold until then. "
    "That is why the person who signs for it asks for the date of the last test before anything else. "
    "If the date is missing, treat figure {n} as unknown."
)


def say(body: dict[str, Any], number: int) -> str:
    """Return the content of a good reply to a request."""
    schema = _schema(body)
    if schema == "SeedAnswer":
        parts = [{"text": f"It opens at a set pressure, case {number}.", "kind": "grounded", "cites": ["1.1"]}]
        return _json({"question": f"What does case {number} come down to?", "answer": parts * 2})
    if schema == "Persona":
        return _json(_persona(number))
    if schema == "Verdict":
        return _json(_verdict(body["messages"], number))
    return PLAIN.format(n=number)


def _schema(body: dict[str, Any]) -> str:
    if body.get("tools"):
        return str(body["tools"][0]["function"]["name"])
    return str(body.get("response_format", {}).get("json_schema", {}).get("name", ""))


def _persona(number: int) -> dict[str, Any]:
    words = ("role", "situation", "goal", "tone", "style", "perspective")
    lists = {"knows": [f"what a spring does {number}"], "gaps": [f"what a new one costs {number}", "who pays"]}
    return {**{word: f"the {word} of somebody who looks after boilers, {number}" for word in words}, **lists}


def _verdict(messages: list[dict[str, Any]], number: int) -> dict[str, Any]:
    """Label every numbered sentence, go on, and wish for one further perspective."""
    asked = next((m["content"] for m in reversed(messages) if "<answer turn" in m["content"]), "")
    sentences = asked.partition("<answer turn")[2].count("\n[a")
    move = {"stage": "mechanism", "aim": f"ask what follows from {number}", "brief": "explain 1.1", "draw_on": []}
    wish = {"name": f"the insurer {number}", "why": "what it costs", "same_person": False, "fork_turn": 2}
    return {
        "labels": [{"sentence": n, "kind": "grounded", "cites": ["1.1"]} for n in range(1, sentences + 1)],
        "faults": [],
        "better_response": None,
        "scores": dict.fromkeys(SCORES, 4),
        "stage": "mechanism",
        "decision": "continue",
        "reason": "there is more to ask",
        "next_moves": [{"move": "object", **move}, {"move": "deepen", **move}],
        "perspective": {**wish, "aim": "ask who pays", "brief": "explain 1.1", "draw_on": []},
    }


def _json(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode()
