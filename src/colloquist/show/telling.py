"""The terminal form of a record: what it is about, its tree, its paths in turn, what they rest on."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from colloquist.show import facts
from colloquist.show.lines import said, row, turn_rows
from colloquist.show.marks import MARKS
from colloquist.show.outline import Outline, Section
from colloquist.state.record import Record, RecordPath

STATUS = {"done": "bold green", "rejected": "bold yellow", "failed": "bold red"}


class Telling:
    """A record that rich can print."""

    def __init__(self, record: Record, prompts: bool = False) -> None:
        self.outline = Outline(record)
        self.prompts = prompts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the record from its title to its sources, with a blank line between any two parts."""
        yield from _head(self.outline.record)
        yield from _tree(self.outline)
        yield from _legend(self.outline)
        if self.outline.opening:
            yield from _headed("seed exchange")
            for turn in self.outline.opening:
                yield from turn_rows(self.outline, turn)
        for section in self.outline.sections():
            yield from _path(self.outline, section, self.prompts)
        yield from _homeless(self.outline)
        yield from _left_over(self.outline)
        yield from _sources(self.outline)
        if self.prompts:
            yield from _prompts(self.outline.record)


def _head(record: Record) -> Iterator[RenderableType]:
    yield Text(said(facts.title(record)), style="bold")
    first = Text(record.status, style=STATUS[record.status])
    first.append(f" · {record.strategy} · {facts.models(record)} · seed {record.seed}", style="not bold default")
    yield first
    yield Text(" · ".join(facts.usage(record)), style="dim")
    for reason in record.reasons:
        yield Text(f"{record.status} because: {said(reason)}")
    if record.failure:
        yield Text(f"failed in {record.failure['node']}: {said(record.failure['message'])}", style="red")


def _tree(outline: Outline) -> Iterator[RenderableType]:
    if not outline.record.paths:
        return
    root = Tree(Text("seed exchange", style="bold"), guide_style="dim")
    branches = {None: root}
    for path in outline.record.paths:
        above = branches.get(outline.home(path.fork), root)
        branches[path.id] = above.add(_leaf(outline, path))
    yield Text()
    yield root


def _leaf(outline: Outline, path: RecordPath) -> Text:
    line = Text(path.id, style="bold")
    who = outline.record.personas.get(path.persona_id or "", {}).get("role", "")
    about = ", ".join(said(part) for part in (who, path.perspective) if part)
    line.append(f"  {about}" if about else "", style="not bold")
    kept = "accepted" if path.accepted else "not accepted"
    turns = facts.counted(outline.length(path), "turn")
    line.append(f"\n    {outline.origin(path)}, {turns}, {path.stop.reason}, {kept}", style="not bold dim")
    return line


def _legend(outline: Outline) -> Iterator[RenderableType]:
    turns = [*outline.record.turns, *outline.record.dropped_turns]
    used = {label.kind for turn in turns for label in turn.labels}
    if not used:
        return
    yield Text()
    for kind, mark in MARKS.items():
        if kind in used:
            sign = "[1.3]" if kind == "grounded" else f"[{mark.word}]" if mark.word else "no mark"
            yield row(Text(sign, style=mark.ink), Text(f"{kind}: {mark.meaning}", style="dim"))


def _headed(title: str) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(said(title), style="bold"), align="left", style="dim")


def _path(outline: Outline, section: Section, prompts: bool) -> Iterator[RenderableType]:
    path = section.path
    yield from _headed(" · ".join(part for part in (path.id, path.perspective, outline.origin(path)) if part))
    if path.why:
        yield row(Text("opened for", style="dim"), Text(said(path.why), style="dim"))
    yield from _persona(outline.record, path)
    for turn in section.turns:
        yield from turn_rows(outline, turn, prompts)
    yield Text()
    kept = "accepted" if path.accepted else "not accepted: " + said("; ".join(path.reasons))
    yield row(Text("ended", style="bold"), Text(f"{path.stop.reason}: {said(path.stop.detail)} ({kept})"))
    for turn in section.dropped:
        yield from turn_rows(outline, turn, prompts, dropped=True)


def _persona(record: Record, path: RecordPath) -> Iterator[RenderableType]:
    persona = record.personas.get(path.persona_id or "")
    if persona is None:
        return
    yield row(Text(path.persona_id or "", style="bold cyan"), Text(said(str(persona.get("role", ""))), style="bold"))
    for word, value in facts.person(persona):
        yield row(Text(word, style="dim"), Text(said(value), style="dim"))


def _homeless(outline: Outline) -> Iterator[RenderableType]:
    if outline.homeless():
        yield from _headed("taken out, of no path")
    for turn in outline.homeless():
        yield from turn_rows(outline, turn, dropped=True)


def _left_over(outline: Outline) -> Iterator[RenderableType]:
    """Tell what the conversation also holds: summaries it was continued from, perspectives not taken."""
    record = outline.record
    if record.summaries or record.dropped_perspectives:
        yield from _headed("beside the paths")
    for summary in record.summaries:
        left = Text(f"{summary['path_id']} to {summary['through']}", style="dim")
        yield row(left, Text(f"summarised: {said(summary['text'])}"))
    for wish in record.dropped_perspectives:
        yield row(Text("not taken", style="dim"), Text(f"{said(wish['name'])}: {said(wish['why'])}"))


def _sources(outline: Outline) -> Iterator[RenderableType]:
    yield from _headed("sources")
    cites = {c for turn in [*outline.record.turns, *outline.record.dropped_turns] for x in turn.labels for c in x.cites}
    for number, source in enumerate(outline.sources, start=1):
        about = [said(part) for part in (facts.headline(source), facts.where(source)) if part]
        line = Text(" · ".join(about), style="bold")
        line.append(f" · id {source.id}", style="not bold dim")
        yield row(Text(str(number), style="bold"), line)
        for n in range(1, len(source.sentences) + 1):
            if f"{source.id}#{n}" in cites:
                yield row(Text(f"{number}.{n}", style="dim"), Text(said(source.sentences[n - 1]), style="dim"))


def _prompts(record: Record) -> Iterator[RenderableType]:
    yield from _headed("prompts in use")
    table = Table.grid(padding=(0, 2))
    for name, print_ in record.prompts.items():
        calls = sum(call["prompt"] == name for call in record.calls)
        table.add_row(Text(name), Text(print_, style="dim"), Text(facts.counted(calls, "call") if calls else ""))
    yield table
