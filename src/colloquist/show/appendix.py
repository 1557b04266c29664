"""What stands behind the paths in a terminal: what belongs to none of them, the sources, the prompts."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from colloquist.show import facts
from colloquist.show.lines import headed, row, said, turn_rows
from colloquist.show.outline import Outline
from colloquist.state.record import Record


def back_matter(outline: Outline) -> Iterator[RenderableType]:
    """Yield turns of no path, summaries, perspectives that were not taken, and the sources."""
    yield from _homeless(outline)
    yield from _left_over(outline)
    yield from _sources(outline)


def prompts_in_use(record: Record) -> Iterator[RenderableType]:
    """Yield the fingerprint of every prompt and how often it was asked."""
    yield from headed("prompts in use")
    table = Table.grid(padding=(0, 2))
    for name, print_ in record.prompts.items():
        calls = sum(call["node"] == name for call in record.calls)
        table.add_row(Text(name), Text(print_, style="dim"), Text(facts.counted(calls, "call") if calls else ""))
    yield table


def _homeless(outline: Outline) -> Iterator[RenderableType]:
    if outline.homeless():
        yield from headed("taken out, of no path")
    for turn in outline.homeless():
        yield from turn_rows(outline, turn, dropped=True)


def _left_over(outline: Outline) -> Iterator[RenderableType]:
    """Tell what the conversation also holds: summaries it was continued from, perspectives not taken."""
    record = outline.record
    if record.summaries or record.dropped_perspectives:
        yield from headed("beside the paths")
    for summary in record.summaries:
        left = Text(f"{summary['path_id']} to {summary['through']}", style="dim")
        yield row(left, Text(f"summarised: {said(summary['text'])}"))
    for wish in record.dropped_perspectives:
        yield row(Text("not taken", style="dim"), Text(f"{said(wish['name'])}: {said(wish['why'])}"))


def _sources(outline: Outline) -> Iterator[RenderableType]:
    yield from headed("sources")
    cites = {
        c for turn in [*outline.record.turns, *outline.record.dropped_turns] for x in turn.labels for c in x.cites
    }
    for number, source in enumerate(outline.sources, start=1):
        about = [said(part) for part in (facts.headline(source), facts.where(source)) if part]
        line = Text(" · ".join(about), style="bold")
        line.append(f" · id {source.id}", style="not bold dim")
        yield row(Text(str(number), style="bold"), line)
        for n in range(1, len(source.sentences) + 1):
            if f"{source.id}#{n}" in cites:
                yield row(Text(f"{number}.{n}", style="dim"), Text(said(source.sentences[n - 1]), style="dim"))
