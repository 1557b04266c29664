"""The page of a record: one self-contained card of HTML for a notebook, without scripts and without fetching."""

from typing import Any

from colloquist.show import facts, looks, rows
from colloquist.show.marks import MARKS
from colloquist.show.outline import Outline, Section, planned
from colloquist.show.tags import Html, joined, tag
from colloquist.state.record import Record, RecordPath

EN = Html("&ensp;")


def page(record: Record) -> Html:
    """Return the whole tree of a record as HTML."""
    outline = Outline(record)
    return tag(
        "div",
        _head(outline),
        _people(record),
        _legend(outline),
        _opening(outline),
        *(_path(outline, section) for section in outline.sections()),
        _foot(outline),
        style=looks.CARD,
        class_=looks.AS_WRITTEN,
    )


def _head(outline: Outline) -> Html:
    record = outline.record
    first = [record.strategy, facts.models(record), f"seed {record.seed}", *facts.forks(record)]
    status = tag("span", record.status, style=looks.status(record.status))
    alarms = [*record.reasons]
    if record.failure:
        alarms.append(f"{record.failure['node']} failed: {record.failure['message']}")
    return joined(
        tag("div", facts.title(record), style=looks.TITLE, dir="auto"),
        tag("div", status, EN, tag("span", " · ".join(first), style=looks.FAINT)),
        tag("div", " · ".join(facts.usage(record)), style=looks.FACTS),
        *(tag("div", _fate(outline, path), style=looks.FATE) for path in record.paths),
        *(tag("div", alarm, style=looks.ALARM, dir="auto") for alarm in alarms),
    )


def _fate(outline: Outline, path: RecordPath) -> Html:
    size = facts.counted(outline.length(path), "turn")
    kept = "accepted" if path.accepted else "not accepted"
    about = joined(EN, path.perspective) if path.perspective else ""
    return joined(
        tag("b", path.id), about, EN, tag("span", f"{size}, {path.stop.reason}, {kept}", style=looks.FAINT)
    )


def _people(record: Record) -> Html:
    return joined(*(_person(id_, persona) for id_, persona in record.personas.items()))


def _person(id_: str, persona: dict[str, Any]) -> Html:
    fields = [
        joined(tag("dt", word, style="opacity:.6"), tag("dd", value, style="margin:0", dir="auto"))
        for word, value in facts.person(persona)
    ]
    who = joined(tag("b", id_), EN, str(persona.get("role", "")))
    return rows.folded(who, tag("dl", *fields, style=looks.GRID))


def _opening(outline: Outline) -> Html:
    if not outline.opening:
        return Html("")
    return joined(
        _heading("seed exchange", "shared by every path" if len(outline.record.paths) > 1 else ""),
        *(rows.turn(outline, turn) for turn in outline.opening),
    )


def _legend(outline: Outline) -> Html:
    turns = [*outline.record.turns, *outline.record.dropped_turns]
    used = {label.kind for turn in turns for label in turn.labels}
    if not used:
        return Html("")
    kinds = [
        tag("span", tag("span", kind, style=looks.sentence(kind)), title=mark.meaning, style="margin-right:1.1em")
        for kind, mark in MARKS.items()
        if kind in used
    ]
    return tag("div", "sentences: ", *kinds, style=looks.LEGEND)


def _heading(name: str, *beside: str) -> Html:
    notes = [tag("span", note, style=looks.FAINT) for note in beside if note]
    return tag("div", tag("span", name, style=looks.NAME, dir="auto"), *notes, style=looks.HEADING)


def _path(outline: Outline, section: Section) -> Html:
    path = section.path
    who = [(called, str(persona.get("role", ""))) for called, persona in outline.people(path)]
    notes = ["; ".join(f"{called}, {role}" if role else called for called, role in who), outline.origin(path)]
    why = tag("div", f"opened for: {path.why}", style=looks.FACTS, dir="auto") if path.why else Html("")
    return tag(
        "section",
        _heading(" · ".join(part for part in (path.id, path.perspective) if part), *notes),
        why,
        _plan(path),
        *(rows.turn(outline, turn) for turn in section.turns),
        _end(outline, section),
    )


def _plan(path: RecordPath) -> Html:
    if not path.plan:
        return Html("")
    reached = sum(step.turn_id is not None for step in path.plan)
    headline = f"planned: {facts.counted(len(path.plan), 'aim')}, {reached} reached"
    return rows.folded(headline, *(tag("div", aim, style=looks.SIDE, dir="auto") for aim in planned(path)))


def _end(outline: Outline, section: Section) -> Html:
    path = section.path
    kept = "accepted" if path.accepted else f"not accepted: {'; '.join(path.reasons)}"
    out = [rows.turn(outline, turn) for turn in section.dropped]
    taken = [rows.folded(f"{facts.counted(len(out), 'turn')} taken out again", *out)] if out else []
    stop = tag("div", tag("b", path.stop.reason), " · ", path.stop.detail, dir="auto")
    size = f"{facts.counted(outline.length(path), 'turn')}, {kept}"
    return tag("div", stop, tag("div", size, style=looks.FAINT), *taken, style=looks.ENDED)


def _foot(outline: Outline) -> Html:
    record = outline.record
    lost = [rows.turn(outline, turn) for turn in outline.homeless()]
    short = [tag("p", f"{s['path_id']} to {s['through']}: {s['text']}") for s in record.summaries]
    wishes = [tag("p", f"{wish['name']}: {wish['why']}") for wish in record.dropped_perspectives]
    return joined(
        tag("div", style="height:1.2em"),
        rows.folded("turns taken out, of no path", *lost) if lost else "",
        rows.folded("summaries the paths were continued from", *short) if short else "",
        rows.folded("perspectives not taken", *wishes) if wishes else "",
        *(_source(outline, n) for n in range(len(outline.sources))),
    )


def _source(outline: Outline, at: int) -> Html:
    source = outline.sources[at]
    numbered = [
        joined(tag("dt", f"{at + 1}.{n}", style="opacity:.6"), tag("dd", text, style="margin:0", dir="auto"))
        for n, text in enumerate(source.sentences, start=1)
    ]
    about = " · ".join(part for part in (facts.where(source), f"id {source.id}") if part)
    headline = joined(
        tag("b", f"source {at + 1}"), EN, facts.headline(source), EN, tag("span", about, style=looks.FAINT)
    )
    return rows.folded(headline, tag("dl", *numbered, style=looks.GRID.replace("7.5em", "2.6em")))
