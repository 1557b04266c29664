"""What a run keeps of a large input: on the disk, in order, and the same as if it were kept in memory."""

import asyncio
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colloquist.documents import Corpus
from colloquist.run.budget import RunBudget
from colloquist.run.changes import before, differences
from colloquist.run.ended import NAME, EndedIds
from colloquist.run.ending import Ending
from colloquist.run.generate import generate
from colloquist.run.limits import RunLimits
from colloquist.run.window import AHEAD, Window
from colloquist.state.snippet import Snippet

SOURCES = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5)), max_size=8, unique_by=lambda one: one[1])
FACTS = ["conversations.jsonl", "failures.jsonl", "records.jsonl"]


def snippets(of):
    return [Snippet(text=f"Valve {n} is here. It is shut.", source=source) for source, n in of]


def by_source(of):
    found = {}
    for snippet in snippets(of):
        found.setdefault(snippet.source, set()).add(snippet.id)
    return found


@settings(max_examples=40, deadline=None)
@given(was=SOURCES, now=SOURCES)
def test_what_changed_is_what_sets_of_each_source_would_say(tmp_path_factory, was, now):
    path = tmp_path_factory.mktemp("corpus") / "corpus.sqlite"
    Corpus.build(path, snippets(was)).close()
    with before(path) as earlier:
        Corpus.build(path, snippets(now)).close()
        said = differences(path, earlier)
    old, new = by_source(was), by_source(now)
    kinds = {
        "added": [source for source in new if source not in old],
        "removed": [source for source in old if source not in new],
        "edited": [source for source in new if source in old and new[source] != old[source]],
    }
    named = {k: ", ".join(v[:3]) + (" and 1 more" if len(v) > 3 else "") for k, v in kinds.items() if v}
    assert said == [f"{kind}: {sources}" for kind, sources in named.items()]
    assert [left.name for left in path.parent.iterdir()] == ["corpus.sqlite"]


@settings(max_examples=30, deadline=None)
@given(there=st.sets(st.integers(0, 9)), ended=st.sets(st.integers(0, 12)))
def test_what_is_to_do_is_the_input_in_order_without_what_has_ended(tmp_path_factory, there, ended):
    folder = tmp_path_factory.mktemp("run")
    corpus = snippets([("a", n) for n in sorted(there, reverse=True)])
    Corpus.build(folder / "corpus.sqlite", corpus).close()
    ids = [snippet.id for snippet in snippets([("a", n) for n in ended])]
    found = EndedIds(folder)
    found.add("another life")
    found.clear()
    assert [found.add(id_) for id_ in ids] == [True] * len(ids)
    assert not any(found.add(id_) for id_ in ids)
    found.beside(folder / "corpus.sqlite")
    assert found.gone() == len(ended - there)
    assert list(found.to_do()) == [snippet.id for snippet in corpus if snippet.id not in ids]
    found.close()
    assert not (folder / NAME).exists()


@pytest.fixture
def made(tmp_path):
    """A run of nine snippets with failures, with its command."""
    rows = [{"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."} for n in range(9)]
    (tmp_path / "valves.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    generate(tmp_path / "valves.jsonl", tmp_path / "run", max_turns=4)
    return lambda: generate(tmp_path / "valves.jsonl", tmp_path / "run", max_turns=4)


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_are_gone_moved_or_doubled_are_put_right(made, tmp_path, seed):
    before = {name: (tmp_path / "run" / name).read_bytes() for name in FACTS}
    path, lot = tmp_path / "run" / "conversations.jsonl", random.Random(seed)
    rows = path.read_bytes().splitlines(keepends=True)
    harm = [
        lambda: rows[: lot.randrange(len(rows))],
        lambda: rows[:-1],
        lambda: lot.sample(rows, len(rows)),
        lambda: [*rows, lot.choice(rows)],
        lambda: [b"{}\n", *rows],
        lambda: [],
    ][seed]
    path.write_bytes(b"".join(harm()))
    made()
    assert {name: (tmp_path / "run" / name).read_bytes() for name in FACTS} == before


def ending(number):
    return Ending(str(number), "done", 1, 0, (), {}, {})


async def test_a_slow_conversation_holds_up_the_order_and_a_bounded_number_of_others():
    begun, slow = [], asyncio.Event()

    async def make(number):
        if number == 0:
            await slow.wait()
        await asyncio.sleep(0)
        return ending(number)

    def begin(number):
        begun.append(number)
        return asyncio.create_task(make(number))

    window = Window(3, RunBudget(RunLimits()), 1.0)
    endings = window.endings(range(100), begin)
    first = asyncio.create_task(anext(endings))
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(begun) == 3 * AHEAD
    slow.set()
    assert [(await first).id, *[one.id async for one in endings]] == [str(n) for n in range(100)]


async def test_no_more_are_under_way_than_there_are_slots():
    now, most = 0, 0

    async def make(number):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.0001 * (number % 5))
        now -= 1
        return ending(number)

    window = Window(4, RunBudget(RunLimits()), 1.0)
    made = [one.id async for one in window.endings(range(60), lambda n: asyncio.create_task(make(n)))]
    assert made == [str(n) for n in range(60)]
    assert most == 4
