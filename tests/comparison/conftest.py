"""Two conversations about a relief valve and what a reader noted down of them, without anybody being asked."""

import pytest

from colloquist.run.comparison.made import Made
from colloquist.state.reading import PathReading
from colloquist.state.record import Record

ANSWERS = {
    "plain": ("It opens when the pressure exceeds the spring.", "It closes lower.", "That is not known here."),
    "deep": ("It opens at <b>10</b> bar & more.", "Suppose it is 12 bar.", "Every law asks for a test each year."),
}
SAYS = {
    "plain": ("supported", "supported", "refusal"),
    "deep": ("contradicted", "hypothetical", "not_in_source"),
}
BEYOND = {"plain": "admitted", "deep": "invented"}


def record(snippet, kind, number):
    """Return the record of a conversation of three exchanges about a snippet of its own."""
    own = snippet.model_copy(update={"id": f"{number:016x}"})
    turns = []
    for n, text in enumerate(ANSWERS[kind], start=1):
        for role, said in (("user", f"Question {n}?"), ("assistant", text)):
            parent = f"t{len(turns)}" if turns else None
            turns.append(
                {
                    **{
                        "id": f"t{len(turns) + 1}",
                        "parent_id": parent,
                        "path_id": "p1",
                        "role": role,
                        "text": said,
                    },
                    **{"made_by": "seed" if n == 1 else "model", "persona_id": None},
                }
            )
    path = {"id": "p1", "parent_id": None, "fork": "t2", "leaf": "t6", "perspective": "", "why": ""}
    path |= {"persona_id": None, "stop": {"reason": "complete", "detail": ""}, "accepted": True}
    empty = ("sources", "dropped_turns", "drafts", "verdicts", "summaries", "dropped_perspectives", "reasons")
    calls = 12 + number % 3 if kind == "plain" else 1
    usage = {"calls": calls, "input_tokens": 100 * calls, "cached_tokens": 0, "output_tokens": 50, "cost": None}
    whole = {
        "id": own.id,
        "status": "done",
        "strategy": kind,
        "seed": 0,
        "snippet": own.model_dump(),
        "turns": turns,
    }
    whole |= dict.fromkeys(empty, ()) | {"paths": [path], "personas": {}, "failure": None, "models": {}}
    whole |= {"settings": {}, "prompts": {}, "timings": {}, "usage": usage}
    return Record.model_validate({**whole, "calls": ({"seconds": float(calls)},)})


def made(snippet, kind, number):
    """Return a record with its reading."""
    sentences = [
        {"sentence": n, "rests_on": ["1.1"] if says == "supported" else [], "why": "", "says": says}
        for n, says in enumerate(SAYS[kind], start=1)
    ]
    stages = ("foundation", "mechanism", "worked_example" if kind == "deep" else "mechanism")
    exchanges = [
        {"turn": 2 * n, "stage": stage, "new_case": kind == "deep" and n == 2, "beyond": "settled"}
        for n, stage in enumerate(stages, start=1)
    ]
    exchanges[-1]["beyond"] = BEYOND[kind]
    reading = PathReading.model_validate({"sentences": sentences, "exchanges": exchanges})
    return Made(record(snippet, kind, number), {"p1": reading})


@pytest.fixture
def two(snippet):
    """What two contestants made of eight snippets."""
    return {kind: {f"{n:016x}": made(snippet, kind, n) for n in range(8)} for kind in ("plain", "deep")}
