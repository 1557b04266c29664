"""Playing a conversation again from the journal of its run: no model is asked, and everything can be seen.

A graph is deterministic given its replies, so the same prompts are filled and the same ways taken. Where
that fails (other prompts, another strategy, no journal) the record alone has to do, and the trace says so.
"""

from contextlib import ExitStack
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from langsmith import tracing_context

from colloquist.documents import Corpus, CorpusError
from colloquist.graphs import StrategyError, file_of, load
from colloquist.graphs.fingerprint import fingerprint as made_by
from colloquist.graphs.raised import raised
from colloquist.prompts import PromptError, fingerprint, names
from colloquist.run.converse import Machine, blocking, config
from colloquist.run.intake import CORPUS
from colloquist.run.manifest import MANIFEST, read_manifest
from colloquist.run.recording import record_of
from colloquist.run.tracing.course import laid_out, of_record
from colloquist.run.tracing.problem import NoReplay
from colloquist.run.tracing.replies import KeptReplies, Replies
from colloquist.run.tracing.watching import Watcher
from colloquist.state.dialogue import open_dialogue
from colloquist.state.record import Record
from colloquist.state.settings import Settings, SettingsError
from colloquist.state.trace import Trace


async def areplayed(folder: Path, record: Record, strategy: str | Machine | None = None) -> Trace:
    """Return the trace of a record of the run in `folder`, played again where that can be done.

    `strategy` is what made it, where its name alone does not lead there. Raises RunFolderError where there is
    no run.
    """
    started, edited = began(folder), ""
    try:
        _check_prompts(record)
        graph = _graph(strategy or record.strategy)
        edited = _edited(record, graph)
        with tracing_context(enabled=False):
            return laid_out(await _played(folder, record, graph), started)
    except NoReplay as why:
        note = f"prompts and replies are not shown: {edited}{why}"
        return replace(of_record(record, started), notes=(note,))


def replayed(folder: Path, record: Record, strategy: str | Machine | None = None) -> Trace:
    """Do what `areplayed` does in a plain call, inside a running event loop too."""
    return blocking(areplayed(folder, record, strategy))


def began(folder: Path) -> float:
    """Return when a run began, in seconds since 1970; 0 where its manifest does not say."""
    said = read_manifest(folder / MANIFEST).get("started")
    return datetime.fromisoformat(said).timestamp() if said else 0.0


async def _played(folder: Path, record: Record, graph: Machine) -> Trace:
    watcher = Watcher()
    with ExitStack() as open_:
        replies = Replies(open_.enter_context(KeptReplies(folder)), record)
        settings = _settings(record).with_parts(journal=replies)
        position = None
        if (folder / CORPUS).is_file():
            corpus = open_.enter_context(_corpus(folder))
            settings, position = settings.with_parts(library=corpus), corpus.position(record.id)
        opened = open_dialogue(record.snippet, position)
        about = config(opened, record.strategy, settings, watcher)
        try:
            ended: Any = await graph.ainvoke(opened, context=settings, config=about)
        except NoReplay:
            raise
        except Exception as error:
            raise NoReplay(raised(record.strategy, error, file_of(record.strategy))) from error
    _check_same(record, record_of(ended, record.strategy, settings, 0.0))
    return watcher.trace(record.id, record.strategy)


def _graph(strategy: str | Machine) -> Machine:
    if not isinstance(strategy, str):
        return strategy
    try:
        return load(strategy)
    except StrategyError as error:
        raise NoReplay(str(error)) from None


def _edited(record: Record, graph: Machine) -> str:
    """Return the words that say that a strategy is no longer what made a record, or none."""
    now = made_by(graph, file_of(record.strategy))
    same = record.strategy_fingerprint in ("", now)
    return "" if same else f"{record.strategy} has been edited since this was made: "


def _corpus(folder: Path) -> Corpus:
    try:
        return Corpus.open(folder / CORPUS)
    except CorpusError as error:
        raise NoReplay(str(error)) from None


def _check_prompts(record: Record) -> None:
    """Raise NoReplay that names the prompts that are no longer what they were."""
    folder = record.settings.get("prompts")
    try:
        changed = [n for n in names() if n in record.prompts and fingerprint(n, folder) != record.prompts[n]]
    except PromptError as error:
        raise NoReplay(str(error)) from None
    if changed:
        where = f" in {folder}" if folder else ""
        raise NoReplay(f"prompts have changed since{where}: {', '.join(changed)}")


def _check_same(record: Record, again: Record) -> None:
    """Raise NoReplay when a conversation took another course than it did."""
    if _course(record) != _course(again):
        raise NoReplay("it takes another course than it did: strategy or input are not what they were")


def _course(record: Record) -> tuple[object, ...]:
    calls = [(call["node"], call["role"], call["outcome"], call["output_tokens"]) for call in record.calls]
    return record.status, calls, [(turn.id, turn.text) for turn in record.turns]


def _settings(record: Record) -> Settings:
    """Return the settings that a record was made with. Raises NoReplay for some that are unknown here."""
    kept = dict(record.settings)
    for name in ("source", "entails"):
        if kept.get(name) is not None:
            kept[name] = _gone(name, str(kept[name]))
    known = {field.name for field in fields(Settings)}
    if unknown := sorted(set(kept) - known):
        raise NoReplay(f"it was made with the setting {unknown[0]}, which this colloquist does not know")
    try:
        return Settings(**kept)
    except SettingsError as error:
        raise NoReplay(str(error)) from None


def _gone(name: str, function: str) -> Any:
    def ask(*said: str) -> str:
        raise NoReplay(f"it asked a function of your own ({name} = {function}), whose answers were not kept")

    return ask
