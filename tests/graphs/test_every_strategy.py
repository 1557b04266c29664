"""What holds for every strategy in the box: it ends, alternates, draws, resumes, and makes no data of failures."""

import asyncio
import json
from functools import lru_cache
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from pydantic import PrivateAttr

from colloquist.documents import Corpus, read
from colloquist.graphs import StrategyError, load, strategies
from colloquist.models.embedded import EmbeddedModel
from colloquist.run.converse import config
from colloquist.run.generate import generate
from colloquist.run.journal_file import JOURNAL
from colloquist.run.ledger import paid_so_far
from colloquist.run.limits import RunLimits
from colloquist.run.recording import record_of
from colloquist.show.wiring import END, START, wiring
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
VALVES = EXAMPLES / "relief-valves.md"
every_strategy = pytest.mark.parametrize("name", strategies())


@lru_cache(maxsize=1)
def corpus():
    return Corpus.build(":memory:", read([VALVES, EXAMPLES / "plate-tectonics.html"]))


def play(name, snippet, **options):
    chosen = Settings(**{"model": "embedded", "library": corpus(), **options})
    opened = open_dialogue(snippet)
    ended = asyncio.run(load(name).ainvoke(opened, context=chosen, config=config(opened, name, chosen)))
    return record_of(ended, name, chosen, 0.0)


class Breaking(EmbeddedModel):
    """The embedded model until its so many calls are made; then it says what cannot be used."""

    whole: int
    kind: str
    _made: int = PrivateAttr(default=0)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self._made += 1
        if self._made <= self.whole:
            return super()._generate(messages, stop, run_manager, **kwargs)
        if self.kind == "gone":
            raise ConnectionError("BROKEN: no route")
        finish = {"cut off": "length", "filtered": "content_filter"}.get(self.kind, "stop")
        text = "" if self.kind == "empty" else "BROKEN {"
        said = AIMessage(text, response_metadata={"finish_reason": finish})
        return ChatResult(generations=[ChatGeneration(message=said)])


def check_paths(record, most):
    assert record.status in ("done", "rejected", "failed")
    assert record.reasons or record.accepted
    for path in record.paths:
        turns = record.path_turns(path)
        assert path.stop.reason
        assert len(turns) <= most
        if path.accepted:
            assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2)
            assert all(turn.labels for turn in turns if turn.role == "assistant")


@every_strategy
def test_a_strategy_goes_by_the_name_of_its_file(name):
    assert load(name).name == name
    assert (Path(__file__).parents[2] / "graphs" / f"{name}.py").is_file()


@every_strategy
def test_a_node_of_the_users_may_stand_in_place_of_any(name):
    assert "finish" in load(name, finish=lambda state: {"status": "done"}).nodes
    with pytest.raises(StrategyError, match=f"{name} has no node 'finisch'"):
        load(name, finisch=lambda state: {})


@every_strategy
def test_every_node_is_reached_and_leads_to_the_end_and_every_decision_has_a_name(name):
    drawn = wiring(load(name))
    ahead = {node: {edge.target for edge in drawn.leaving(node)} for node in drawn.nodes}
    assert reach(ahead, START) == set(drawn.nodes) - {START}
    assert all(END in reach(ahead, node) for node in drawn.nodes if node != END)
    for node in drawn.nodes:
        chosen = [edge.label for edge in drawn.leaving(node) if edge.conditional]
        assert all(chosen)
        assert len(chosen) == len(set(chosen)) != 1


def reach(ahead, start):
    found, waiting = set(), [start]
    while waiting:
        fresh = ahead[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


@every_strategy
def test_every_conversation_ends_and_its_accepted_paths_alternate_up_to_the_assistant(name):
    accepted = 0
    for snippet, most in zip(corpus(), (9, 4, 10, 5), strict=False):
        record = play(name, snippet, max_turns=most)
        check_paths(record, most)
        assert record.status != "failed"
        accepted += len(record.accepted)
    assert accepted


@every_strategy
def test_the_same_snippet_gives_the_same_conversation(name):
    snippet = next(iter(corpus()))
    assert unmeasured(play(name, snippet)) == unmeasured(play(name, snippet))


def unmeasured(record):
    plain = json.loads(record.model_dump_json())
    return {**plain, "timings": {}, "calls": [{**call, "seconds": 0.0} for call in plain["calls"]]}


@every_strategy
def test_a_limit_on_calls_holds_and_what_had_been_judged_by_then_stands(name):
    snippet = next(iter(corpus()))
    needed = len(play(name, snippet, verify="claims").calls)
    for most in {*range(1, needed, 1 + needed // 8), needed - 1}:
        record = play(name, snippet, max_calls=most, verify="claims")
        assert len(record.calls) <= most
        check_paths(record, 10)
        assert not record.failure


@every_strategy
@pytest.mark.parametrize("kind", ["gone", "cut off", "filtered", "empty", "unreadable"])
def test_nothing_of_a_failing_model_becomes_a_turn(name, kind):
    snippet = next(iter(corpus()))
    needed = len(play(name, snippet).calls)
    for whole in {0, 1, needed // 2, needed - 1}:
        model = Breaking(whole=whole, kind=kind)
        record = play(name, snippet, model=model, retries=0, tries=1, samples=1)
        check_paths(record, 10)
        said = [turn.text for turn in (*record.turns, *record.dropped_turns)]
        assert all(said)
        if kind != "unreadable":
            assert not any("BROKEN" in text for text in said)
        if whole == 0:
            assert record.status == "failed"
            assert not record.turns


@every_strategy
def test_a_run_that_stops_half_way_and_goes_on_is_one_that_never_stopped(name, tmp_path):
    options = {"strategy": name, "model": "embedded", "concurrency": 2, "limit": 2}
    generate(VALVES, tmp_path / "whole", **options)
    calls = paid_so_far(tmp_path / "whole" / JOURNAL)[0].calls
    stopped = generate(VALVES, tmp_path / "halved", **options, limits=RunLimits(calls=calls // 2))
    assert stopped.stopped
    generate(VALVES, tmp_path / "halved", **options)
    assert paid_so_far(tmp_path / "halved" / JOURNAL)[0].calls == calls
    whole, halved = (rows(tmp_path / run) for run in ("whole", "halved"))
    assert whole == halved


def rows(folder):
    found = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
    return {
        row["id"]: {**row, "timings": {}, "calls": [{**call, "seconds": 0.0} for call in row["calls"]]}
        for row in found
    }
