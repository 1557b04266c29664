"""The terminal form of a record: what it is about, its tree, its paths in turn, what they rest on."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.text import Text
from rich.tree import Tree

from colloquist.show import facts
from colloquist.show.appendix import back_matter, prompts_in_use
from colloquist.show.lines import headed, row, said, turn_rows
from colloquist.show.marks import MARKS
from colloquist.show.outline import Outline, Section, planned
from colloquist.show.quiz import question_rows
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
            yield from headed("seed exchange")
            for turn in self.outline.opening:
                yield from turn_rows(self.outline, turn)
        for section in self.outline.sections():
            yield from _path(self.outline, section, self.prompts)
        yield from question_rows(self.outline.record)
        yield from back_matter(self.outline)
        if self.prompts:
            yield from prompts_in_use(self.outline.record)


def _head(record: Record) -> Iterator[RenderableType]:
    yield Text(said(facts.title(record)), style="bold")
    first = Text(record.status, style=STATUS[record.status])
    about = [record.strategy, facts.models(record), f"seed {record.seed}", *facts.forks(record)]
    first.append("".join(f" · {word}" for word in about), style="not bold default")
    yield first
    yield Text(" · ".join(facts.usage(record)), style="dim")
    for reason in record.reasons:
        yield Text(f"{record.status} because: {said(reason)}")
    if record.failure:
        yield Text(f"failed in {record.failure['node']}: {said(record.failure['message'])}", style="red")


def _tree(outline: Outline) -> Iterator[RenderableType]:
    if not outline.record.paths:
        return
    root = Tree(Text(outline.root, style="bold"), guide_style="dim")
    branches: dict[str | None, Tree] = {None: root}
    for path in outline.record.paths:
        above = branches.get(outline.home(path.fork), root)
        branches[path.id] = above.add(_leaf(outline, path))
    yield Text()
    yield root


def _leaf(outline: Outline, path: RecordPath) -> Text:
    line = Text(path.id, style="bold")
    who = "; ".join(str(persona["role"]) for _, persona in outline.people(path) if persona.get("role"))
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


def _path(outline: Outline, section: Section, prompts: bool) -> Iterator[RenderableType]:
    path = section.path
    yield from headed(" · ".join(part for part in (path.id, path.perspective, outline.origin(path)) if part))
    if path.why:
        why = "because" if outline.record.questions else "opened for"
        yield row(Text(why, style="dim"), Text(said(path.why), style="dim"))
    yield from _people(outline, path)
    for n, aim in enumerate(planned(path)):
        yield row(Text("" if n else "planned", style="dim"), Text(said(aim), style="dim"))
    for turn in section.turns:
        yield from turn_rows(outline, turn, prompts)
    yield Text()
    kept = "accepted" if path.accepted else "not accepted: " + said("; ".join(path.reasons))
    yield row(Text("ended", style="bold"), Text(f"{path.stop.reason}: {said(path.stop.detail)} ({kept})"))
    for turn in section.dropped:
        yield from turn_rows(outline, turn, prompts, dropped=True)


def _people(outline: Outline, path: RecordPath) -> Iterator[RenderableType]:
    for called, persona in outline.people(path):
        yield row(Text(said(called), style="bold cyan"), Text(said(str(persona.get("role", ""))), style="bold"))
        for word, value in facts.person(persona):
            yield row(Text(word, style="dim"), Text(said(value), style="dim"))
