"""What a run shows while it goes on, and the sum at its end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from colloquist.documents import Unreadable
from colloquist.run.diversity.alike import Noticed
from colloquist.run.folder import FAILURES
from colloquist.run.generate import Outcome
from colloquist.run.integrity import told
from colloquist.run.lines import rows
from colloquist.run.spending import and_unended, spent_in
from colloquist.run.tally import Tally
from colloquist.show.facts import clock, price
from colloquist.state.settings import ROLES, Settings

NAMED = 5
"""How many inputs that could not be read are named on the screen; failures.jsonl names them all."""


@contextmanager
def progress(settings: Settings) -> Iterator[Callable[[Tally], object]]:
    """Show a bar with rate, tokens, cost and time left on stderr; plain lines where there is no terminal."""
    console = Console(stderr=True)
    console.print(_who_speaks(settings), highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        yield _plain(console)
        return
    with counting(console) as bar:
        task = bar.add_task("snippets", total=None, says="")
        waiting = _waiting(console)

        def watch(tally: Tally) -> None:
            _say_changes(console, tally)
            waiting(tally)
            bar.update(task, total=tally.snippets, completed=tally.ended, says=says(tally))

        yield watch


def counting(console: Console) -> Progress:
    """Return bars that say what is counted, how far it is, and in the field `says` what else there is to say."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[says]}"),
    )
    return Progress(*columns, console=console, transient=True)


def _plain(console: Console) -> Callable[[Tally], object]:
    shown, waiting = [-1], _waiting(console)

    def watch(tally: Tally) -> None:
        _say_changes(console, tally)
        waiting(tally)
        tenth = tally.ended * 10 // max(1, tally.snippets)
        if tenth != shown[0] and tally.ended:
            shown[0] = tenth
            said = f"{tally.ended}/{tally.snippets} snippets  {says(tally)}"
            console.print(said, highlight=False, soft_wrap=True)

    return watch


def _waiting(console: Console) -> Callable[[Tally], object]:
    """Return what says, each time it changes, what the run waits for, and that it goes on."""
    said: list[str | None] = [None]

    def watch(tally: Tally) -> None:
        if tally.waits_for != said[0]:
            said[0] = tally.waits_for
            console.print(tally.waits_for or "goes on", highlight=False, markup=False, soft_wrap=True)

    return watch


def _say_changes(console: Console, tally: Tally) -> None:
    while tally.changes:
        said = f"the input has changed since this run began: {tally.changes.pop(0)}"
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    if tally.gone and not tally.told:
        said = f"{tally.gone} snippets are no longer in the input; their conversations stay and are counted"
        console.print(said, highlight=False, markup=False, soft_wrap=True)
    tally.told = True


def says(tally: Tally) -> str:
    """Return rate, tokens, cost and time left in one line."""
    left = tally.seconds_left
    tokens = tally.input_tokens + tally.output_tokens
    parts = [f"{tally.calls:,} calls", f"{_short(tokens)} tokens", price(tally.cost)]
    if tally.rejected or tally.failed:
        parts.append(f"{tally.rejected} rejected, {tally.failed} failed")
    if tally.openings.alike:
        parts.append(f"{tally.openings.alike:,} of {tally.openings.number:,} openings alike")
    if left is not None and tally.ended < tally.snippets:
        per_minute = 60 * (tally.snippets - tally.ended) / left if left else 0.0
        parts += [f"{per_minute:,.0f}/min", f"{clock(left)} left"]
    return "  ".join(parts)


def summary(outcome: Outcome) -> None:
    """Print what the run came to, and where it is."""
    counts, console = outcome.counts, Console(file=sys.stdout, highlight=False)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    ended = f"{counts['done']} done + {counts['rejected']} rejected + {counts['failed']} failed"
    left = counts["snippets"] - sum(counts[kind] for kind in ("done", "rejected", "failed"))
    table.add_row("snippets", f"{counts['snippets']} = {ended}" + (f" + {left} to go" if left else ""))
    table.add_row("conversations", f"{counts['conversations']} accepted, {counts['dropped_paths']} dropped")
    noticed = Noticed(**outcome.manifest["openings"])
    if noticed.number:
        table.add_row("openings", escape(noticed.told()))
    table.add_row(
        "ended because", ", ".join(f"{k} {n}" for k, n in outcome.manifest["stop_reasons"].items()) or "-"
    )
    tokens = f"{counts['input_tokens']:,} in ({counts['cached_tokens']:,} cached), {counts['output_tokens']:,} out"
    table.add_row("model calls", f"{counts['calls']:,}; tokens {tokens}; {price(counts['cost'])}")
    spent = spent_in(outcome.folder, outcome.manifest)
    if spent and (more := spent.calls - counts["calls"]) > 0:
        table.add_row("", and_unended(more, spent.cost))
    if counts["unreadable"] or counts["duplicates"]:
        table.add_row(
            "input", f"{counts['unreadable']} unreadable, {counts['duplicates']} duplicates (see failures.jsonl)"
        )
        for said in _unreadable(outcome.folder / FAILURES):
            table.add_row("", said)
    if counts["gone"]:
        table.add_row("gone", f"{counts['gone']} of them no longer in the input; kept")
    if outcome.traces and "traces were sent" not in outcome.traces:  # what was not sent has been warned of
        table.add_row("traces", escape(outcome.traces))
    console.print(table)
    console.print(_integrity(outcome))
    if counts["failed"]:
        reason = _first(outcome.folder / FAILURES, "failed")
        console.print(f"first failure: {reason}", markup=False, soft_wrap=True)
        console.print("the same command with --retry-failed makes the failed ones again")
    if counts["rejected"] and not counts["done"]:
        reason = _first(outcome.folder / FAILURES, "rejected")
        console.print(f"nothing was accepted; the first was rejected: {reason}", markup=False, soft_wrap=True)
    console.print(f"in {outcome.folder}: conversations.jsonl, records.jsonl, failures.jsonl, manifest.json")


def _integrity(outcome: Outcome) -> Table:
    """Return what was checked, found, mended and rejected; a label stands once for the lines below it."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0), title="integrity", title_justify="left")
    last = ""
    for label, said in told(outcome.manifest["integrity"]):
        table.add_row("" if label == last else label, escape(said))
        last = label
    return table


def _first(failures: Path, kind: str) -> str:
    """Return why the first snippet failed, or was rejected."""
    return next(str(row["reason"]) for _, row in rows(failures) if row["kind"] == kind)


def _unreadable(failures: Path) -> list[str]:
    """Return the first inputs that could not be read, each with its place and why."""
    there = [row for _, row in rows(failures) if row["kind"] == "unreadable"]
    more = [f"and {len(there) - NAMED} more"] if len(there) > NAMED else []
    fields = ("source", "place", "reason")
    said = (Unreadable.model_validate({name: row.get(name) for name in fields}) for row in there[:NAMED])
    return [*map(str, said), *more]


def _who_speaks(settings: Settings) -> str:
    names = {settings.model_name(role) for role in ROLES}
    if names == {"embedded"}:
        return "model: embedded (quotes the passage; for trying graphs, tests and load, not for training data)"
    return f"model: {', '.join(sorted(names))}"


def _short(number: int) -> str:
    return f"{number / 1e6:.1f}M" if number >= 1e6 else f"{number / 1e3:.0f}k" if number >= 1e3 else str(number)
