"""Telling a comparison: rows are counted, what has to be known beside them is said, and files are written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from colloquist.run.comparison.compared import Comparison
from colloquist.run.comparison.contestant import BASELINE
from colloquist.run.comparison.page import page
from colloquist.run.comparison.plot import plotted
from colloquist.run.comparison.rows import Row, rows_of
from colloquist.run.comparison.trial import READ, WEIGHED, Taken, Trial
from colloquist.run.comparison.weighings import Weighed
from colloquist.run.journal_file import JOURNAL
from colloquist.run.lines import replace
from colloquist.run.manifest import MANIFEST, read_manifest
from colloquist.run.recording import plain_settings
from colloquist.show.facts import counted
from colloquist.state.settings import ROLES

COMPARISON, PAGE, PLOT = "comparison.json", "comparison.html", "comparison.svg"
SCHEMA_VERSION = 1


def told(trial: Trial, taken: Taken, ids: Sequence[str]) -> Comparison:
    """Return the comparison of what was taken, and write it into its folder: JSON, plot and page."""
    found, missing = _rows(taken)
    drawing = plotted(found)
    plot = trial.out / PLOT
    if drawing:
        replace(plot, [drawing.encode()])
    else:
        plot.unlink(missing_ok=True)
    if drawing is None:
        missing.append(
            'The plot takes matplotlib: pip install "colloquist[compare]", and the same command draws it.'
        )
    names = {label: trial.contestants[label].folder for label in trial.contestants}
    comparison = Comparison(
        folder=trial.out,
        contestants={label: _about(trial, label) for label in trial.contestants},
        snippets=list(ids),
        made=taken.made,
        found=found,
        weighed=taken.weighed,
        spent={
            **{label: trial.paid(f"{name}/{JOURNAL}") for label, name in names.items()},
            "reading": trial.paid(READ),
            "judging": trial.paid(WEIGHED),
        },
        reader=trial.common.model_name("judge"),
        judge=trial.common.model_name("judge") if trial.judging else "",
        notes=[*_notes(trial, taken), *missing],
        stopped=str(taken.stopped or ""),
        page=trial.out / PAGE,
        plot=plot if drawing else None,
    )
    replace(trial.out / COMPARISON, [orjson.dumps(_plain(comparison), default=str, option=orjson.OPT_INDENT_2)])
    replace(comparison.page, [page(comparison, drawing).encode()])
    return comparison


def _rows(taken: Taken) -> tuple[list[Row], list[str]]:
    """Return the rows; without the extra that variety takes, those without it and a line that says so."""
    from colloquist.run.diversity import ExtraMissing

    try:
        return rows_of(taken.made), []
    except ExtraMissing as error:
        return rows_of(taken.made, varied=False), [f"How varied they are is not measured: {error}"]


def _notes(trial: Trial, taken: Taken) -> Iterator[str]:
    reader = trial.common.model_name("judge")
    if reader == "embedded":
        yield (
            "The reader in the box counts words: it sees neither a negation nor a paraphrase. Name a model "
            "(--judge-model) before you believe what it says was said."
        )
    elif speaks := [label for label, order in trial.orders.items() if _speaks(order.settings, reader)]:
        yield f"The reader, {reader}, also speaks for {', '.join(speaks)}; a model may favour its own words."
    if (there := len(trial.drawn.ids)) < trial.drawn.wanted:
        yield f"The documents hold {counted(there, 'snippet')} of the {trial.drawn.wanted} that were asked for."
    if taken.faults:
        number = counted(len(taken.faults), "conversation or pair")
        yield f"{number} could not be read or judged and count for nothing there; the first: {taken.faults[0]}"
    if not trial.judging:
        yield "No judge has weighed pairs: --judge-model names one."
    if BASELINE not in (one.name for one in trial.contestants.values()):
        yield f"{BASELINE}, the whole dialogue in one call, is not among them: --baseline adds it."
    if unreadable := trial.drawn.corpus.count("unreadable"):
        one = next(trial.drawn.corpus.each_unreadable())
        yield f"{counted(unreadable, 'input')} could not be read; the first: {one.source}: {one.reason}"
    yield "Of twenty intervals one misses by chance: a single row is a hint, several that agree are more."


def _speaks(settings: Any, model: str) -> bool:
    return any(settings.model_name(role) == model for role in ROLES if role != "judge")


def _about(trial: Trial, label: str) -> dict[str, Any]:
    """Return who a contestant is: its strategy, its folder, its settings, and the prompts it has of its own."""
    one, order = trial.contestants[label], trial.orders[label]
    about = {"strategy": one.name, "folder": one.folder, "differs": dict(one.settings)}
    manifest = trial.folder(label) / MANIFEST
    prompts: Mapping[str, str] = read_manifest(manifest)["prompts"] if manifest.exists() else {}
    return {**about, "settings": plain_settings(order.settings), "prompts": prompts}


def _plain(comparison: Comparison) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "contestants": comparison.contestants,
        "snippets": comparison.snippets,
        "reader": comparison.reader,
        "judge": comparison.judge,
        "summary": comparison.summary,
        "rows": comparison.rows,
        "judged": [
            {**_counted(one), "won": one.won, "lost": one.lost, "leans": one.leans, "ahead": one.ahead}
            for one in comparison.weighed
        ],
        "spent": {who: one._asdict() for who, one in comparison.spent.items()},
        "notes": comparison.notes,
        "stopped": comparison.stopped,
    }


def _counted(weighed: Weighed) -> dict[str, Any]:
    return {name: value for name, value in vars(weighed).items() if name != "each"}
