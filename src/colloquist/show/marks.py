"""How a sentence's label is shown: one word, one mark and one colour per kind, the same everywhere."""

from typing import NamedTuple

from colloquist.state.record import TurnLabel


class Mark(NamedTuple):
    """How one kind of label looks; the words carry it, line and colour only help."""

    word: str
    """What stands in brackets behind the sentence in a terminal; the sentence numbers follow it."""
    meaning: str
    colour: str
    line: str
    ink: str
    """Rich's name of the colour."""


MARKS = {
    "grounded": Mark("", "a source says it", "#2a9d6f", "solid", "green"),
    "derived": Mark("from", "follows from what the sources say", "#3d86c6", "dashed", "blue"),
    "hypothetical": Mark("supposed", "an invented example", "#a06bd6", "dotted", "magenta"),
    "extension": Mark("no source", "a claim that no source holds", "#d9822b", "wavy", "yellow"),
    "refusal": Mark("not known", "says that it is not known", "#8a8f98", "double", "cyan"),
    "discourse": Mark("", "makes no claim", "", "none", "default"),
}


def bracketed(label: TurnLabel, numbers: list[str]) -> str:
    """Return the mark that stands behind a sentence, such as `[1.3]` or `[from 1.2 1.4]`, or nothing."""
    if label.kind == "grounded" and not numbers:
        return "[grounded]"
    inside = " ".join([MARKS[label.kind].word, *numbers]).strip()
    return f"[{inside}]" if inside else ""


def tooltip(label: TurnLabel, cited: list[str]) -> str:
    """Return what a label says in full: its kind, what that means, and the sentences it cites."""
    return "\n".join([f"{label.kind}: {MARKS[label.kind].meaning}", *cited])
