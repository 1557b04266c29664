"""The questions of a refusal run in a terminal: key, what the student said, what became of each, and the pairs."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from colloquist.show.facts import shortened
from colloquist.show.lines import headed, row, said
from colloquist.state.record import Preference, Record

LONGEST = 160
INK = {"correct": "green", "incorrect": "red", "not_attempted": "yellow"}


def question_rows(record: Record) -> Iterator[RenderableType]:
    """Yield every question with its key and samples, then the preference pairs; nothing where there are none."""
    if not record.questions:
        return
    yield from headed("questions")
    for question in record.questions:
        yield from _question(question)
    if record.preferences:
        yield from headed("preference pairs")
    for pair in record.preferences:
        yield from _pair(pair)


def _question(question: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield Text()
    left = Text.assemble((said(question["id"]), "bold"), (f" {question['kind']}", "dim"))
    yield row(left, Text(said(question["text"])))
    keys = " / ".join([question["key"], *question["aliases"]]) if question["key"] else ""
    quality = f"{question['quality']} of 5" if question["quality"] else ""
    lost = (
        f"{len(question['lost'])} replies: {', '.join(dict.fromkeys(question['lost']))}"
        if question["lost"]
        else ""
    )
    about = (("key", keys), ("rated", quality), ("no samples", lost), ("dropped", question["dropped"]))
    for word, value in about:
        if value:
            yield row(Text(word, style="dim"), Text(said(value), style="red" if word == "dropped" else "dim"))
    for sample in question["samples"]:
        outcome = sample["outcome"] or "ungraded"
        yield row(Text(outcome.replace("_", " "), style=INK.get(outcome, "dim")), _short(sample["text"]))


def _pair(pair: Preference) -> Iterator[RenderableType]:
    yield Text()
    yield row(Text(said(pair.question_id), style="bold"), Text(f"{pair.rule}: {said(pair.prompt)}"))
    yield row(Text("chosen", style="dim"), _short(pair.chosen))
    yield row(Text("rejected", style="dim"), _short(pair.rejected))


def _short(text: str) -> Text:
    return Text(said(shortened(text, LONGEST)), style="dim")
