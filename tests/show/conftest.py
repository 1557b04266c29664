"""One hand-made conversation with everything in it that can be shown.

It has two paths, every kind of label, a draft that fell, an exchange that was taken out, and text that
wants to be markup.
"""

import pytest

from colloquist.state.record import Record, RecordPath, RecordStop, RecordTurn, TurnLabel
from colloquist.state.snippet import Place, Snippet

VALVES = Snippet(
    title="Relief valves <i>& pumps</i>",
    source="valves.md",
    place=Place(section=("Sizing",), line=42),
    text=(
        "A gear pump delivers a fixed volume per turn. If its outlet is closed, the pressure rises. "
        'A "relief" valve <opens> at a set pressure. Set it 10 % above the highest working pressure.'
    ),
)
HEAT = Snippet(title="Hydraulics", source="https://example.org/a?b=1&c=2", text="Returned flow heats the liquid.")
DRAFT_FAULT = {"kind": "factual", "severity": "rewrite", "what": "the delay of 5 ms is in no source"}
OUT_FAULT = {"kind": "logical", "severity": "rewrite", "what": "bigger is not safer"}


def turn(id_, parent, role, text="", labels=(), path="p1", **more):
    labels = tuple(TurnLabel(sentence=s, kind=k, cites=c) for s, k, c in labels)
    made = {"made_by": "model", "persona_id": "u1" if path == "p1" else "u2"} | more
    said = text or " ".join(label.sentence for label in labels)
    return RecordTurn(id=id_, parent_id=parent, path_id=path, role=role, text=said, labels=labels, **made)


def verdict(turn_id, decision, reason, of="draft", faults=()):
    said = {
        "decision": decision,
        "reason": reason,
        "stage": "edge_case",
        "faults": list(faults),
        "scores": {"deep": 4},
    }
    return {"turn_id": turn_id, "of": of, "verdict": said}


def call(node, path):
    return {"node": node, "path_id": path, "model": "m"}


def told() -> Record:
    a, b = VALVES.id, HEAT.id
    seed = {"made_by": "seed", "persona_id": None}
    return Record(
        id=a,
        status="done",
        reasons=(),
        strategy="conversation",
        seed=7,
        snippet=VALVES,
        sources=(HEAT,),
        personas={
            "u1": {"role": "a marine pump fitter", "gaps": ["what the breaker protects"], "goal": "leave it out"},
            "u2": {"role": "設備技術者", "goal": "cool <b>oil</b>"},
        },
        turns=(
            turn("t1", None, "user", "Why a relief valve?", **seed),
            turn("t2", "t1", "assistant", labels=[("The pressure would rise.", "grounded", (f"{a}#2",))], **seed),
            turn(
                "t3", "t2", "user", "<script>alert('x')</script> costs $5 & not $9?", move="object", aim="doubt it"
            ),
            turn(
                "t4",
                "t3",
                "assistant",
                revised=True,
                labels=[
                    ("No: the breaker is slow.", "extension", ()),
                    ("Suppose a line of 200 ml.", "hypothetical", ()),
                    ("It is full after $\\frac{4}{1450}$ min.", "derived", (f"{a}#1", f"{a}#3")),
                    ("Your breaker I do not know.", "refusal", ()),
                    ("Check it first.", "discourse", ()),
                ],
            ),
            turn("t7", "t2", "user", "安全弁の油は温まりますか。 هل ترتفع الحرارة؟", path="p2", move="probe"),
            turn("t8", "t7", "assistant", path="p2", sources=(b,), labels=[("はい。", "grounded", (f"{b}#1",))]),
        ),
        paths=(
            path("p1", None, "t4", "the one who <pays>", "unresolved_fault", "bigger is not safer"),
            path("p2", "p1", "t8", "heat", "max_cost", "$0.0101 of $0.0100 spent", reasons=("said twice",)),
        ),
        dropped_turns=(
            turn("t5", "t4", "user", "Is a bigger valve safer?", move="misread"),
            turn("t6", "t5", "assistant", "Bigger is always safer."),
        ),
        drafts=(
            {"turn_id": "t4", "parent_id": "t3", "text": "It takes 5 ms <u>flat</u>.", "faults": [DRAFT_FAULT]},
            {"turn_id": "t6", "parent_id": "t5", "text": "Bigger is always safer.", "faults": [OUT_FAULT]},
            {"turn_id": "t6", "parent_id": "t5", "text": "Bigger is mostly safer.", "faults": [OUT_FAULT]},
        ),
        verdicts=(
            verdict("t4", "continue", "answer it with numbers"),
            verdict("t4", "continue", "the doubt is met", of="revision"),
            verdict("t6", "continue", "x"),
            verdict("t6", "continue", "y", of="revision"),
            verdict("t8", "terminate", "all is said on heat"),
        ),
        summaries=({"path_id": "p1", "through": "t4", "text": "The fitter doubts the valve."},),
        dropped_perspectives=({"name": "the regulator", "why": "who signs for it"},),
        failure=None,
        calls=tuple(call(node, "p1") for node in ("seed_answer", "refine", "refine", "refine")),
        usage={"calls": 4, "input_tokens": 16200, "output_tokens": 2160, "cost": None},
        models={"seed": "small", "refiner": "large"},
        settings={},
        prompts={"refine": "ba9876543210", "summarise": "0123456789ab"},
        timings={"seconds": 41.2},
    )


def path(id_, parent, leaf, perspective, reason, detail, reasons=()):
    persona = "u1" if parent is None else "u2"
    stop = RecordStop(reason=reason, detail=detail)
    shared = {"parent_id": parent, "fork": "t2", "leaf": leaf, "persona_id": persona, "stop": stop}
    why = "heat was not touched" if parent else ""
    return RecordPath(id=id_, perspective=perspective, why=why, accepted=not reasons, reasons=reasons, **shared)


def stillborn() -> Record:
    """A conversation that failed before it had a turn."""
    empty = dict.fromkeys(("turns", "paths", "dropped_turns", "drafts", "verdicts", "summaries", "sources"), ())
    failure = {"node": "seed_answer", "kind": "auth", "message": "the key <secret> was refused"}
    changed = {"status": "failed", "reasons": ("no seed",), "failure": failure, "personas": {}}
    return told().model_copy(update=empty | changed)


@pytest.fixture(name="told")
def told_record() -> Record:
    return told()


@pytest.fixture(name="stillborn")
def stillborn_record() -> Record:
    return stillborn()
