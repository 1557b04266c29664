"""How a run stands, in words for a terminal or a notebook: while it goes on and long after."""

import textwrap
from collections import Counter
from html import escape
from pathlib import Path

from colloquist.run.batches.shelf import under_way
from colloquist.run.diversity.alike import Noticed
from colloquist.run.integrity import told
from colloquist.run.report import Report, percentile, report
from colloquist.run.spending import and_unended
from colloquist.show.facts import clock, price

MOST = 6
"""Reasons of a kind that are shown; the rest is counted."""
WIDTH = 80
LABEL = 15


class Standing(str):
    """A text that notebooks show as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the text."""
        return str(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self)}</pre>"


def status(run: str | Path) -> Standing:
    """Say how the run in a folder stands: what is done, what failed and why, what it cost, how fast it goes.

    Raises RunFolderError when the folder holds no run.
    """
    found = report(run)
    integrity = [_line(label, says) for label, says in told(found.checked)] if found.integrity else []
    parts = (_standing(Path(run), found), _reasons(found), integrity, _spending(found), _waiting(found))
    return Standing("\n".join(line for part in parts for line in part))


def _standing(run: Path, found: Report) -> list[str]:
    says = {
        "running": f"running, process {found.pid or 'unknown'}",
        "stopped": "stopped; the same command goes on",
        "killed": "killed, nothing writes it; the same command goes on",
        "complete": "complete",
    }[found.state]
    left = found.snippets - found.ended.total()
    ended = " + ".join(f"{found.ended[kind]} {kind}" for kind in ("done", "rejected", "failed"))
    counts = found.manifest["counts"]
    lines = [
        _line("run", f"{run}: {says}"),
        _line("snippets", f"{found.snippets:,} = {ended}" + (f" + {left:,} to go" if left else "")),
        _line("conversations", f"{found.paths['accepted']:,} accepted, {found.paths['dropped']:,} dropped"),
    ]
    noticed = Noticed(**found.manifest.get("openings", {}))
    lines += [_line("openings", noticed.told())] if noticed.number else []
    lines += [
        _line(label, ", ".join(f"{n:,} {word}" for word, n in counts.most_common()))
        for label, counts in (("questions", found.questions), ("pairs", found.pairs))
        if counts
    ]
    kinds = (("unreadable", "unreadable"), ("duplicates", "duplicates"), ("gone", "no longer there"))
    input_ = [f"{counts[key]:,} {words}" for key, words in kinds if counts.get(key)]
    input_ += found.manifest.get("input_changes", [])
    lines += [_line("input", ", ".join(input_))] if input_ else []
    batches = under_way(run)
    return [*lines, *([_line("batches", f"under way: {', '.join(_named(batches))}")] if batches else [])]


def _named(batches: list[str]) -> list[str]:
    return batches[:MOST] + ([f"and {len(batches) - MOST} more"] if len(batches) > MOST else [])


def _reasons(found: Report) -> list[str]:
    lines = []
    for label, reasons in (
        ("ended because", found.stops),
        ("failed at", found.failed),
        ("rejected for", found.rejected),
        ("dropped for", found.dropped),
    ):
        if label == "ended because" and reasons:
            lines.append(_line(label, ", ".join(f"{reason} {n:,}" for reason, n in reasons.most_common())))
        elif reasons:
            lines += [_line(label if not i else "", one) for i, one in enumerate(_most(reasons))]
    if found.ended["failed"]:
        lines.append(_line("", "(--retry-failed makes the failed ones again)"))
    return lines


def _most(reasons: Counter[str]) -> list[str]:
    shown = [f"{n:5,}  {reason}" for reason, n in reasons.most_common(MOST)]
    rest = reasons.total() - sum(n for _, n in reasons.most_common(MOST))
    return [*shown, *([f"{rest:5,}  for other reasons"] if rest else [])]


def _spending(found: Report) -> list[str]:
    unusable = [f"{n:,} {outcome}" for outcome, n in found.calls.most_common() if outcome != "ok"]
    tokens = found.tokens
    lines = [
        _line("model calls", ", ".join([f"{found.calls.total():,}", *unusable]) + f"; {price(found.cost)}"),
        _line("tokens", f"{tokens['input']:,} in ({tokens['cached']:,} cached), {tokens['output']:,} out"),
    ]
    if found.spent and (more := found.spent.calls - found.calls.total()) > 0:
        lines.append(_line("", and_unended(more, found.spent.cost)))
    if found.limits:
        lines.append(_line("limits", ", ".join(found.limits)))
    rates = {"rpm": "requests", "tpm": "tokens"}
    kept = [f"{found.manifest['rates'][key]:,} {what}" for key, what in rates.items() if _rate(found, key)]
    if kept:
        lines.append(_line("at most", f"{' and '.join(kept)} per minute and model"))
    rate = found.per_minute
    took = clock(float(found.manifest.get("seconds", 0)))
    return [*lines, *([_line("rate", f"{rate:,.1f} snippets/min over {took}")] if rate else [])]


def _rate(found: Report, name: str) -> float | None:
    rate: float | None = found.manifest.get("rates", {}).get(name)
    return rate


def _waiting(found: Report) -> list[str]:
    if not found.seconds:
        return []
    head = f"{'seconds of a call':20}{'calls':>9}{'p50':>9}{'p95':>9}{'p99':>9}"
    return ["", head] + [
        f"  {node:18}{len(took):9,}" + "".join(f"{percentile(took, share):9.3f}" for share in (50, 95, 99))
        for node, took in found.seconds.items()
    ]


def _line(label: str, says: str) -> str:
    """Return a labelled line that fits the screen; what does not fit goes on below itself."""
    return textwrap.fill(
        says,
        WIDTH,
        initial_indent=f"{label:{LABEL}}",
        subsequent_indent=" " * LABEL,
        break_on_hyphens=False,
    )
