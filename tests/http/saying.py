"""What a stub server says when nothing is wrong: a valid reply for every role of the default graph."""

import json
import re
from typing import Any

from stub_request import Request


def say(request: Request, decisions: list[str], perspective: dict[str, Any]) -> str:
    """Return a good reply."""
    n = request.number
    if request.schema in QUIZ:
        return json.dumps(QUIZ[request.schema](request))
    if request.role == "solver":
        return f"The fall is 7/100 * 15 bar = 1.05 bar.\nAnswer: {15 if n % 3 == 0 else 13.95} bar"
    if request.role == "student":
        return f"It is {n} bar."
    if request.schema == "ProblemDraft":
        return json.dumps(a_problem(n))
    if request.schema == "SolutionCheck":
        return json.dumps(a_check(request))
    if request.schema == "SeedAnswer":
        parts = [{"text": f"It opens at a pressure of sort {lettered(n)}.", "kind": "grounded", "cites": ["1.1"]}]
        return json.dumps({"question": f"What is relief {n}?", "answer": parts})
    if request.schema == "Persona":
        return json.dumps(a_persona(n))
    if request.schema == "Verdict":
        decision = decisions.pop(0) if decisions else "continue"
        return json.dumps(a_verdict(request, decision, perspective))
    if request.role == "user":
        return f"My gauge read {n} bar this morning. Why would it do that?"
    return f"Reading {lettered(n)} points at the spring. The rim adds area, says {lettered(n)}."


def lettered(number: int) -> str:
    """Return letters that stand for a number: a number in an answer would have to come from the source."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def ids(request: Request) -> list[str]:
    """Return the ids of the questions that a request shows."""
    return re.findall(r"^\[(q\d+)\]", request.text, re.MULTILINE)


def some_questions(request: Request) -> dict[str, Any]:
    """Return as many questions as are asked for, and two beyond where those are."""
    answer = [{"text": "It opens at 7 bar.", "kind": "grounded", "cites": ["1.1"]}]
    of = request.number
    asked = [
        {
            "question": f"When does valve {of} of kind {n} open?",
            "key": f"{n} knots",
            "aliases": [],
            "answer": answer,
        }
        for n in range(int(re.search(r"Write (\d+) questions", request.text)[1]))
    ]
    beyond = [{"question": f"Who built valve {of} of kind {n}?", "why": "nobody says"} for n in range(2)]
    return {"questions": asked, "beyond": [] if 'Leave "beyond" empty' in request.text else beyond}


def variants(request: Request) -> dict[str, Any]:
    """Return a variant of each question, the first of them rated low."""
    return {
        "variants": [
            {
                "of": id_,
                "discussion": "a town",
                "question": f"When did the Orley valve {id_} open?",
                "quality": 2 + 2 * n,
            }
            for n, id_ in enumerate(ids(request)[:2])
        ]
    }


def refusals(request: Request) -> dict[str, Any]:
    """Return a refusal of each question."""
    sentence = {"kind": "refusal", "cites": []}
    return {
        "refusals": [{"of": i, "sentences": [{"text": f"I don't know, {i}.", **sentence}]} for i in ids(request)]
    }


def claims(request: Request, verdict: str) -> dict[str, Any]:
    """Return that verdict on every sentence that is to be checked."""
    asked = re.findall(r"^a(\d+)\b", request.text.rpartition("To be checked, in this order:")[2], re.MULTILINE)
    return {"claims": [{"sentence": int(n), "why": "so", "verdict": verdict} for n in asked]}


def edits(request: Request) -> dict[str, Any]:
    """Return an edit of the first sentence that no check has anything against."""
    return {"edits": [{"sentence": 1, "text": f"The rim adds area, {lettered(request.number)} or not."}]}


def sides(request: Request) -> dict[str, Any]:
    """Return two people whose every field can be found again on the wire."""
    n, names = request.number, {"first": "Fitter", "second": "Insurer"}
    two = {which: {"name": name, "persona": a_persona(f"{name} no. {n}.")} for which, name in names.items()}
    return {"dispute": f"who pays for valve {n}", **two}


def an_opening(request: Request) -> dict[str, Any]:
    """Return a belief that the shared snippet shows to be wrong, and a first question."""
    found = {
        "belief": "It closes where it opened.",
        "grows_from": "a door",
        "shown_wrong_by": ["1.3"],
        "instead": "It closes only once the pressure has fallen below what opened it.",
    }
    return {
        "material": "1.3",
        "misconceptions": [found],
        "message": f"Valve {request.number} closes where it opened, I take it.",
        "reply": [{"text": "What do you see it do just after it has opened?", "kind": "discourse", "cites": []}],
    }


QUIZ = {
    "Sides": sides,
    "TutorOpening": an_opening,
    "Verification": lambda request: claims(request, "supported"),
    "ExtensionTruths": lambda request: claims(request, "true"),
    "Repair": edits,
    "AskedQuestions": some_questions,
    "BogusVariants": variants,
    "WrittenRefusals": refusals,
    "WrittenAnswer": lambda request: {
        "sentences": [{"text": "It is called Lewis.", "kind": "grounded", "cites": ["1.1", "1.2"]}]
    },
    "Grade": lambda request: {"analysis": "so", "outcome": ("correct", "incorrect")[request.number % 2]},
}


def a_problem(n: int) -> dict[str, Any]:
    """Return a problem that the shared snippet bears."""
    return {
        "material": "1.3 gives a share",
        "possible": True,
        "cites": ["1.3"],
        "problem": f"Valve {n} closes 7 percent below its set pressure of 15 bar. At what pressure does it close?",
        "solution": "15 bar - 7/100 * 15 bar = 13.95 bar.",
        "answer": "13.95 bar",
        "unit": "bar",
        "digits": 4,
    }


def a_check(request: Request) -> dict[str, Any]:
    """Return a check that labels every numbered sentence of the solution and finds no fault."""
    sentences = request.text.partition("<answer turn")[2].count("\n[a")
    labels = [{"sentence": n, "kind": "derived", "cites": ["1.3"]} for n in range(1, sentences + 1)]
    return {"facts": "7 percent: 1.3", "recalculated": "13.95", "labels": labels, "faults": []}


def a_persona(n: int | str) -> dict[str, Any]:
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
