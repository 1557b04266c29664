r"""The planted set: conversations written by hand about short documents, most with one fault, some with none.

A file in `planted/<part>/` begins with the document, its language, the persona and the opening exchange; each
case after it, under `== <class>`, is what follows the opening. `U` is a line of the user, `A` one sentence of
the assistant with its label and, between bars, a piece of each sentence that it cites. `\n` is a new line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from colloquist.documents import read
from colloquist.state.dialogue import Label, Turn
from colloquist.state.persona import Persona
from colloquist.state.snippet import Snippet

ROOT = Path(__file__).resolve().parents[1]
PLANTED = ROOT / "bench" / "planted"
PARTS = ("first", "held_out")
_SENTENCE = re.compile(r"^(?P<text>.*?) \{(?P<kind>[a-z]+)(?:: (?P<cites>.+))?\}$")


@dataclass(frozen=True)
class Case:
    """One conversation and the class of its fault ("clean": none)."""

    name: str
    fault: str
    turns: list[Turn]
    sources: list[Snippet]
    persona: Persona
    language: str


def cases(part: str) -> list[Case]:
    """Return the cases of "first" or "held_out", file by file; ValueError names what cannot be read."""
    return [case for path in sorted((PLANTED / part).glob("*.txt")) for case in _of(path)]


def _of(path: Path) -> Iterator[Case]:
    header, *blocks = path.read_text(encoding="utf-8").split("\n== ")
    fields = dict(line.split(": ", 1) for line in header.splitlines() if line[:2] not in ("U ", "A "))
    opening = [line for line in header.splitlines() if line[:2] in ("U ", "A ")]
    who = Persona(
        **{name: fields[name] for name in ("role", "situation", "goal", "tone", "style", "perspective")},
        knows=[fields["knows"]],
        gaps=[fields["gaps"]],
    )
    known = snippets(fields["document"], fields["language"])
    for number, block in enumerate(blocks, start=1):
        fault, *lines = block.strip().splitlines()
        turns = _turns([*opening, *lines], known, f"{path.name}, case {number}")
        yield Case(f"{path.stem}-{number:02}", fault, turns, _met(turns, known), who, fields["language"])


@cache
def snippets(document: str, language: str) -> list[Snippet]:
    """Return the snippets of a document of the set, as a run would make them."""
    found = [one for one in read(ROOT / document) if isinstance(one, Snippet)]
    return [
        Snippet(text=one.text, title=one.title, source=document, place=one.place, language=language)
        for one in found
    ]


def _turns(lines: list[str], known: list[Snippet], where: str) -> list[Turn]:
    turns: list[Turn] = []
    for line in lines:
        if line.startswith("U "):
            turns.append(_turn("user", line[2:].replace("\\n", "\n"), turns))
        elif line.startswith("A "):
            if turns[-1]["role"] == "user":
                turns.append(_turn("assistant", "", turns))
            label = _label(line[2:], known, where)
            turns[-1]["labels"].append(label)
            space = "" if label["sentence"].startswith("\n") or not turns[-1]["text"] else " "
            turns[-1]["text"] += space + label["sentence"]
        elif line.strip():
            raise ValueError(f"{where}: neither a line of the user nor of the assistant: {line}")
    return turns


def _turn(role: str, text: str, before: list[Turn]) -> Turn:
    number = len(before) + 1
    return Turn(
        id=f"t{number}",
        parent_id=before[-1]["id"] if before else None,
        path_id="p1",
        role=role,
        text=text,
        made_by="seed" if number < 3 else "model",
        persona_id=None if number < 3 else "u1",
        labels=[],
    )


def _label(line: str, known: list[Snippet], where: str) -> Label:
    match = _SENTENCE.match(line)
    if not match:
        raise ValueError(f"{where}: a sentence of the assistant without a label: {line}")
    cites = [_cite(piece.strip(), known, where) for piece in (match["cites"] or "").split(" | ") if piece]
    return Label(sentence=match["text"].replace("\\n", "\n"), kind=match["kind"], cites=cites)


def _cite(piece: str, known: list[Snippet], where: str) -> str:
    for snippet in known:
        for number, sentence in enumerate(snippet.sentences, start=1):
            if piece in sentence:
                return f"{snippet.id}#{number}"
    raise ValueError(f"{where}: no sentence holds {piece!r}")


def _met(turns: list[Turn], known: list[Snippet]) -> list[Snippet]:
    cites = {
        cite.partition("#")[0] for turn in turns for label in turn.get("labels", []) for cite in label["cites"]
    }
    return [snippet for snippet in known if snippet is known[0] or snippet.id in cites]
