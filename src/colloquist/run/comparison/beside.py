"""Conversations about the same snippet beside each other, every sentence marked as the reader read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from colloquist.run.comparison.compared import Comparison
from colloquist.run.comparison.made import Made
from colloquist.run.comparison.readings import sentences
from colloquist.show.facts import counted, headline, where
from colloquist.show.marks import MARKS
from colloquist.show.tags import Html, joined, tag
from colloquist.state.reading import PathReading, SentenceRead
from colloquist.state.record import Record, RecordPath

LOOKS = {
    "supported": f"underline solid {MARKS['grounded'].colour}",
    "not_in_source": f"underline wavy {MARKS['extension'].colour}",
    "contradicted": "underline double #d9534f",
    "hypothetical": f"underline dotted {MARKS['hypothetical'].colour}",
    "refusal": f"underline dashed {MARKS['refusal'].colour}",
}
MEANINGS = {
    "supported": "the sources bear it out",
    "not_in_source": "no source says it",
    "contradicted": "cannot be true if the sources are",
    "hypothetical": "an invented case",
    "refusal": "says that it is not known",
}


def beside(comparison: Comparison) -> Html:
    """Return every snippet with what each contestant made of it, folded."""
    legend = [
        tag("span", tag("span", kind.replace("_", " "), style=_look(kind)), f" {says}  ")
        for kind, says in MEANINGS.items()
    ]
    return joined(tag("p", *legend, class_="faint"), *(_snippet(comparison, id_) for id_ in comparison.snippets))


def _snippet(comparison: Comparison, id: str) -> Html:
    made = {label: own[id] for label, own in comparison.made.items() if id in own}
    if not made:
        return Html("")
    snippet = next(iter(made.values())).record.snippet
    source = tag("details", tag("summary", f"the snippet, {where(snippet)}"), tag("p", snippet.text, dir="auto"))
    columns = [tag("div", tag("b", label), *_column(one)) for label, one in made.items()]
    counts = "; ".join(f"{label} {_counts(one)}" for label, one in made.items())
    head = tag("summary", tag("b", headline(snippet)), tag("span", f"  {counts}", class_="faint"))
    judged = [_judged(row) for one in comparison.weighed for row in one.each if row["id"] == id]
    return tag("details", head, source, *judged, tag("div", *columns, class_="two"), id=f"s-{id}")


def _judged(row: Mapping[str, Any]) -> Html:
    """Show what the judge said of two conversations, in both orders."""
    forth, back = row["forth"], row["back"]
    said = {row["first"]: (forth["first"], back["second"]), row["second"]: (forth["second"], back["first"])}
    lines = [tag("p", tag("b", label), f": {' / '.join(dict.fromkeys(both))}") for label, both in said.items()]
    verdict = "a tie" if row["better"] == "tie" else f"{row['better']} is better"
    return tag("details", tag("summary", f"{row['first']} and {row['second']}: {verdict}, says the judge"), *lines)


def _counts(made: Made) -> str:
    if not made.record.accepted:
        return made.record.status
    bad = made.says("not_in_source", "contradicted")
    return f"{counted(len(made.record.accepted), 'path')}, {bad} unsupported"


def _column(made: Made) -> Iterator[Html]:
    record = made.record
    if not record.accepted:
        yield tag("p", f"{record.status}: {'; '.join(record.reasons)}")
    for path in record.accepted:
        about = " · ".join(part for part in (path.id, path.perspective, path.stop.reason) if part)
        yield tag("p", about, class_="faint")
        yield joined(*_path(record, path, made.readings.get(path.id)))


def _path(record: Record, path: RecordPath, reading: PathReading | None) -> Iterator[Html]:
    read = {one.sentence: one for one in reading.sentences} if reading else {}
    told = {f"t{n}": turn.text for n, turn in enumerate(record.path_turns(path), start=1)}
    cut = list(enumerate(sentences(record, path), start=1))
    reached = {f"t{one.turn}": one for one in reading.exchanges} if reading else {}
    for n, turn in enumerate(record.path_turns(path), start=1):
        if turn.role == "user":
            yield tag("div", turn.text, class_="user", dir="auto")
            continue
        said = [_sentence(text, read.get(k)) for k, (id_, text) in cut if id_ == turn.id]
        note = reached.get(f"t{n}")
        below = f"{note.stage.replace('_', ' ')}{', a new case' if note.new_case else ''}" if note else "not read"
        beyond = f", {note.beyond.replace('_', ' ')}" if note and note.beyond != "settled" else ""
        yield tag(
            "div",
            joined(*said) if said else told[f"t{n}"],
            tag("div", below + beyond, class_="faint"),
            class_="assistant",
            dir="auto",
        )


def _sentence(text: str, read: SentenceRead | None) -> Html:
    if read is None:
        return joined(text, " ")
    title = ": ".join(part for part in (read.says.replace("_", " "), read.why) if part)
    rests = f" ({', '.join(read.rests_on)})" if read.rests_on else ""
    return joined(tag("span", text, style=_look(read.says), title=title + rests), " ")


def _look(kind: str) -> str:
    return (
        f"text-decoration:{LOOKS[kind]};text-underline-offset:3px;text-decoration-thickness:1.5px"
        if kind in LOOKS
        else ""
    )
