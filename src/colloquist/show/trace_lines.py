"""The terminal form of a trace: a tree of steps and calls, what each took, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from colloquist.show import facts
from colloquist.show.lines import headed, said
from colloquist.show.telling import STATUS
from colloquist.state.trace import Exchange, Visit

if TYPE_CHECKING:
    from colloquist.show.trace import TraceView

SHORT = 150
"""Characters of a turn or a verdict that a tree shows; the rest is behind a call's number."""


class TraceLines:
    """A trace that rich can print; with `whole`, prompts and replies stand below it."""

    def __init__(self, view: TraceView, whole: bool = False) -> None:
        self.view, self.whole = view, whole

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the head, the tree, and what was said in each call if that is wanted."""
        yield from _head(self.view)
        yield Text()
        yield _tree(self.view)
        if self.whole:
            for one in self.view.visits():
                for number, exchange in one.calls:
                    yield from call_lines(number, one.visit, exchange)


def _head(view: TraceView) -> Iterator[RenderableType]:
    record = view.record
    yield Text(said(facts.title(record)), style="bold")
    first = Text(record.status, style=STATUS[record.status])
    names = f" · {said(record.strategy)} · {facts.models(record)} · seed {record.seed} · {record.id}"
    yield first.append(names, style="not bold default")
    yield Text(" · ".join(view.headline()), style="dim")
    for note in view.trace.notes:
        yield Text(said(note), style="yellow")
    for reason in record.reasons:
        yield Text(f"{record.status} because: {said(reason)}")


def _tree(view: TraceView) -> Tree:
    root = Tree(Text(said(view.trace.strategy), style="bold"), guide_style="dim")
    for one in view.visits():
        branch = root.add(_visit(one.visit))
        for number, exchange in one.calls:
            branch.add(_call(view, number, exchange))
        for who, words in one.told():
            branch.add(_told(who, words))
    return root


def _visit(visit: Visit) -> Text:
    line = Text(said(visit.node), style="bold cyan")
    where = " ".join(part for part in (visit.path_id, visit.turn_id) if part)
    line.append(f"  {where}" if where else "", style="not bold default")
    line.append(f"  at {visit.began:.1f} s", style="not bold dim default")
    line.append(f"  → {said(visit.decision)}" if visit.decision else "", style="bold magenta")
    line.append(f"\n{said(visit.error)}" if visit.error else "", style="not bold red")
    return line


def _call(view: TraceView, number: int, exchange: Exchange) -> Text:
    from colloquist.show.trace import amiss, named

    line = Text.assemble((f"{number}", "bold"), f" {named(exchange)}")
    line.append(f" · {' · '.join(view.about(exchange))}", style="dim")
    for fault in amiss(exchange):
        line.append(f"\n{said(fault)}", style="red")
    return line


def _told(who: str, words: str) -> Text:
    line = Text(f"{said(who)}: ", style="dim")
    return line.append(facts.shortened(said(words), SHORT), style="italic dim")


def call_lines(number: int, visit: Visit, exchange: Exchange) -> Iterator[RenderableType]:
    """Yield a call whole: every message of its request as it was sent, and the reply as it came."""
    from colloquist.show.trace import amiss, measures, named

    yield from headed(f"call {number} · {visit.node} · {named(exchange)}")
    yield Text(f"{exchange.model} · {' · '.join(measures(exchange))}", style="dim")
    for fault in amiss(exchange):
        yield Text(said(fault), style="red")
    if exchange.asked is None:
        yield Text("what was asked and said is not known here", style="yellow")
        return
    for speaker, text in exchange.asked:
        yield _message(speaker, text)
    if exchange.reply is not None:
        yield _message("reply", exchange.reply)


def _message(speaker: str, text: str) -> Group:
    style = "bold green" if speaker == "reply" else "bold"
    return Group(Text(f"\n{said(speaker)}", style=style), Padding(Text(said(text)), (0, 0, 0, 2)))
