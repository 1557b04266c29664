"""A trace in a person's hands: the tree of a conversation's nodes and calls, in a terminal, a notebook, a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from colloquist.show import facts
from colloquist.show.reading import WIDEST, plain
from colloquist.show.step import Step
from colloquist.show.trace_page import document, trace_card
from colloquist.state.record import Record
from colloquist.state.trace import Exchange, Trace, Visit

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

MADE = {
    "live": "as it was made",
    "replay": "played again from the journal, its calls laid end to end",
    "record": "from the record alone, its calls laid end to end",
}


class Numbered(NamedTuple):
    """A visit with its calls, each with its number in the whole conversation, counted from 1."""

    visit: Visit
    calls: list[tuple[int, Exchange]]

    def told(self) -> list[tuple[str, str]]:
        """Return what came of the visit: who or what, and the words."""
        if not self.visit.facts:
            return []
        step = Step.of(self.visit.node, self.visit.facts, {"paths": [{"id": self.visit.path_id}]})
        told = [(who, words) for who, words in step.lines() if words != "nothing to add"]
        scores = (step.verdict or {}).get("scores") or {}
        said = ", ".join(f"{name.replace('_', ' ')} {score}" for name, score in scores.items())
        return [*told, *([("scores", said)] if said else [])]


class TraceView:
    """A trace beside its record. `print` it, display it, or write its `page` to a file."""

    def __init__(self, record: Record, trace: Trace) -> None:
        """Take both."""
        self.record, self.trace = record, trace

    def visits(self) -> Iterator[Numbered]:
        """Yield the visits in order, their calls numbered."""
        number = 0
        for visit in self.trace.visits:
            calls = []
            for exchange in visit.exchanges:
                number += 1
                calls.append((number, exchange))
            yield Numbered(visit, calls)

    def call(self, number: int) -> Exchange:
        """Return a call by its number. Raises LookupError when there is none of that number."""
        for one in self.visits():
            for at, exchange in one.calls:
                if at == number:
                    return exchange
        count = sum(1 for _ in self.trace.exchanges())
        raise LookupError(f"conversation {self.trace.id} has no call {number}; they are numbered 1 to {count}")

    def headline(self) -> list[str]:
        """Return what the whole took, each in a few words."""
        unusable = sum(exchange.outcome != "ok" for exchange in self.trace.exchanges())
        said = [facts.counted(len(self.trace.visits), "step"), *facts.usage(self.record)[:3]]
        if unusable:
            said.insert(2, f"{unusable} in vain")
        return [*said, f"{self.trace.seconds:.1f} s", MADE[self.trace.made]]

    def about(self, exchange: Exchange) -> list[str]:
        """Return what there is to say of a call: the model where several speak, what it took, its prompt."""
        several = len({one.model for one in self.trace.exchanges()}) > 1
        return [*([exchange.model] if several else []), *measures(exchange), *self._prompt(exchange)]

    def _prompt(self, exchange: Exchange) -> list[str]:
        print_ = self.record.prompts.get(exchange.prompt, "")[:7]
        return [f"{exchange.prompt}.md {print_}".rstrip()] if exchange.prompt else []

    def page(self) -> str:
        """Return a whole page of HTML that needs nothing else."""
        return document(facts.title(self.record), trace_card(self))

    def text(self, width: int = WIDEST, whole: bool = False) -> str:
        """Return the terminal form without colours; with `whole`, prompts and replies in full."""
        from colloquist.show.trace_lines import TraceLines

        return plain(TraceLines(self, whole), width)

    def _repr_html_(self) -> str:
        return trace_card(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Show the terminal form wherever rich prints."""
        from colloquist.show.trace_lines import TraceLines

        yield TraceLines(self)

    def __str__(self) -> str:
        """Return the terminal form without colours."""
        return self.text()

    def __repr__(self) -> str:
        """Return what it is in one line; the whole is `print(trace)`."""
        return f"<Trace {self.trace.id}: {', '.join(self.headline())}>"


def measures(exchange: Exchange) -> list[str]:
    """Return what a call cost, each in a few words."""
    cached = f" ({exchange.cached_tokens:,} cached)" if exchange.cached_tokens else ""
    tokens = f"{exchange.input_tokens:,}{cached} in, {exchange.output_tokens:,} out"
    counted = exchange.input_tokens or exchange.output_tokens
    cost = [] if exchange.cost is None else [facts.price(exchange.cost)]
    return [tokens if counted else "no tokens counted", *cost, took(exchange.seconds)]


def took(seconds: float) -> str:
    """Return a short duration in words."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def named(exchange: Exchange) -> str:
    """Return who was asked, and for which time where it was not the first."""
    again = f", try {exchange.attempt + 1}" if exchange.attempt else ""
    sample = f", sample {exchange.sample + 1}" if exchange.sample else ""
    return f"{exchange.role}{sample}{again}"


def amiss(exchange: Exchange) -> list[str]:
    """Return what went wrong with a call: tries without a reply, and why the reply could not be used."""
    lost = [f"no reply at first: {setback}" for setback in exchange.setbacks]
    return lost if exchange.outcome == "ok" else [*lost, f"{exchange.outcome}: {exchange.fault}".rstrip(": ")]
