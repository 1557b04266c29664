"""Paths for the checks: a snippet, and turns with labels, in a line each."""

import sys
from pathlib import Path

import pytest

from colloquist.nodes.checks import check_path
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet

BENCH = Path(__file__).parents[2] / "bench"
TEXT = (
    "The Rhone bridge at Brigue was opened on 4 May 1898 by the engineer Anna Perren. "
    "Its span of 120 m rests on two piers, each 8.5 m wide. "
    "In 1911 about 1,400 carts crossed it every week. "
    "The arch does not move when the river rises, because its piers stand on rock. "
    "A third of the cost of 96,000 francs was paid by the town."
)
SNIPPET = Snippet(text=TEXT, title="The bridge at Brigue")
WHO = Persona(
    role="retired lock keeper",
    situation="a crack of 14 cm runs along the quay wall behind her boathouse",
    knows=["water finds every gap"],
    gaps=["whether rock can give way"],
    goal="a letter to the canton before the autumn flood",
    tone="dry",
    style="short",
    perspective="her own wall",
)


def a_path(*said):
    """Return the turns of a path: a str is a user turn, a list of (text, kind, cited numbers) an answer."""
    opening = ["Which bridge crosses the river?", [("A bridge with a span of 120 m does.", "grounded", [2])]]
    turns = []
    for number, one in enumerate([*opening, *said], start=1):
        labels = [
            {"sentence": text, "kind": kind, "cites": [f"{SNIPPET.id}#{n}" for n in cites]}
            for text, kind, cites in (one if isinstance(one, list) else [])
        ]
        turns.append(
            {
                "id": f"t{number}",
                "parent_id": turns[-1]["id"] if turns else None,
                "path_id": "p1",
                "role": "assistant" if isinstance(one, list) else "user",
                "text": " ".join(label["sentence"] for label in labels) if labels else one,
                "made_by": "seed" if number < 3 else "model",
                "persona_id": None if number < 3 else "u1",
                "labels": labels,
            }
        )
    return turns


@pytest.fixture
def path():
    """The maker of paths."""
    return a_path


@pytest.fixture
def kinds():
    """The kinds of findings on a path, without the signals: on turns as they are, or on one grounded answer."""

    def found(*said, signals=False, persona=WHO, language="en"):
        findings = check_path(a_path(*said), [SNIPPET], persona, language)
        return [one["kind"] for one in findings if signals or one["severity"] != "signal"]

    return found


@pytest.fixture(scope="session")
def bench():
    """The script that prints the table of planted faults."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import planted_faults

        yield planted_faults
        for name in ("planted_faults", "cases"):
            sys.modules.pop(name, None)
