"""A run accounts for every snippet, in the folder and in the counts, and goes on where it was."""

import asyncio
import itertools
import json

import pytest

from colloquist.run.folder import RunFolderError, read_records
from colloquist.run.generate import agenerate, generate
from colloquist.state.settings import Settings
from colloquist.state.snippet import content_id

FACTS = [
    "Water boils at a lower temperature on a mountain because the air presses on it less.",
    "A bridge is left with gaps between its plates so that it can grow longer in summer heat.",
    "Salt lowers the freezing point of water, which is why it is spread on icy roads in winter.",
    "A heat pump moves more heat than the electricity it uses, since it carries heat instead of making it.",
]


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def facts(tmp_path):
    """A file of four snippets."""
    path = tmp_path / "facts.jsonl"
    path.write_text("".join(json.dumps({"text": f"{fact} That is all there is."}) + "\n" for fact in FACTS))
    return path


@pytest.fixture
def speaking(model, verdict):
    """A model without end: every conversation has two exchanges beyond the seed."""

    def make(**nodes):
        turns = itertools.cycle([verdict(), verdict("terminate")])
        return model([], refine=lambda messages: next(turns), **nodes)

    return make


def read_all(out):
    names = ("records.jsonl", "conversations.jsonl", "failures.jsonl")
    return {name: lines(out / name) for name in names}


async def test_every_snippet_ends_as_one_of_done_rejected_or_failed(facts, tmp_path, speaking):
    outcome = await agenerate(facts, tmp_path / "run", model=speaking(), concurrency=1)
    counts = outcome.counts
    assert counts["snippets"] == 4 == counts["done"] + counts["rejected"] + counts["failed"]
    files = read_all(tmp_path / "run")
    assert len(files["records.jsonl"]) == counts["done"] == 4
    assert len(files["conversations.jsonl"]) == counts["conversations"] == 4
    assert counts["calls"] == sum(record["usage"]["calls"] for record in files["records.jsonl"])
    assert json.loads((tmp_path / "run" / "manifest.json").read_text()) == outcome.manifest
    assert outcome.manifest["state"] == "complete"


async def test_a_conversation_row_is_messages_and_one_meta_object(facts, tmp_path, speaking):
    await agenerate(facts, tmp_path / "run", model=speaking(), concurrency=1)
    for row in lines(tmp_path / "run" / "conversations.jsonl"):
        assert set(row) == {"messages", "meta"}
        assert [m["role"] for m in row["messages"]] == ["user", "assistant"] * (len(row["messages"]) // 2)
        assert all(set(m) == {"role", "content"} and m["content"] for m in row["messages"])
        assert row["meta"]["made_by"][:2] == ["seed", "seed"]


async def test_records_stand_in_the_order_of_the_input_whatever_finishes_first(facts, tmp_path, speaking):
    await agenerate(facts, tmp_path / "run", model=speaking(), concurrency=4)
    texts = [record["snippet"]["text"] for record in lines(tmp_path / "run" / "records.jsonl")]
    assert [text.split(" That")[0] for text in texts] == FACTS


async def test_what_fails_is_kept_whole_and_apart(facts, tmp_path, speaking):
    outcome = await agenerate(facts, tmp_path / "run", model=speaking(assistant_turn=[]), concurrency=2)
    files = read_all(tmp_path / "run")
    assert outcome.counts["failed"] == 4
    assert files["records.jsonl"] == files["conversations.jsonl"] == []
    for row in files["failures.jsonl"]:
        assert row["kind"] == "failed"
        assert "OutOfLines" in row["reason"]
        assert row["record"]["snippet"]["text"]


async def test_a_strategy_that_breaks_fails_its_snippet_and_not_the_run(facts, tmp_path, speaking):
    own = tmp_path / "own.py"
    own.write_text(
        "from colloquist.graphs.machine import machine\n"
        "def build():\n"
        "    graph = machine()\n"
        "    graph.add_node('finish', lambda state: 1 / 0)\n"
        "    graph.set_entry_point('finish')\n"
        "    return graph.compile(name='own')\n"
    )
    outcome = await agenerate(facts, tmp_path / "run", strategy=f"{own}:build", model=speaking())
    assert outcome.counts["failed"] == 4
    assert "ZeroDivisionError" in lines(tmp_path / "run" / "failures.jsonl")[0]["reason"]


async def test_a_finished_run_called_again_asks_no_model(facts, tmp_path, speaking):
    first = await agenerate(facts, tmp_path / "run", model=speaking(), concurrency=1)
    silent = speaking(seed_answer=[])
    second = await agenerate(facts, tmp_path / "run", model=silent, concurrency=1)
    assert silent.seen == []
    assert second.counts == first.counts


async def test_a_run_that_stopped_goes_on_where_it_was(facts, tmp_path, speaking):
    seen = []

    def stop_after_two(tally):
        seen.append(tally.ended)
        if tally.ended == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await agenerate(facts, tmp_path / "run", model=speaking(), concurrency=1, watcher=stop_after_two)
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["state"] == "stopped"
    outcome = await agenerate(facts, tmp_path / "run", model=speaking(), concurrency=1)
    assert outcome.counts["done"] == 4
    ids = [record["id"] for record in lines(tmp_path / "run" / "records.jsonl")]
    assert len(set(ids)) == 4
    assert len(lines(tmp_path / "run" / "conversations.jsonl")) == 4


async def test_a_reply_that_arrived_before_a_stop_is_not_asked_for_again(facts, tmp_path, speaking):
    def echo(messages):
        return f"Said to {content_id(messages[-1].text)}."

    def stopping(messages):
        if sum(node == "assistant_turn" for node, _ in first.seen) == 4:
            loop.call_soon_threadsafe(run.cancel)
        return echo(messages)

    loop = asyncio.get_running_loop()
    first = speaking(assistant_turn=stopping, user_turn=echo)
    run = asyncio.create_task(agenerate(facts, tmp_path / "run", model=first, concurrency=1))
    with pytest.raises(asyncio.CancelledError):
        await run
    second = speaking(assistant_turn=echo, user_turn=echo)
    outcome = await agenerate(facts, tmp_path / "run", model=second, concurrency=1)
    assert outcome.counts["done"] == 4, read_all(tmp_path / "run")["failures.jsonl"][0]["reason"]
    asked, again = ([(node, messages[-1].text) for node, messages in m.seen] for m in (first, second))
    assert len(asked) > 8
    assert len(set(again) & set(asked)) <= 1


async def test_a_line_cut_short_by_a_kill_is_cut_off_and_what_hung_on_it_is_put_back(facts, tmp_path, speaking):
    run = tmp_path / "run"
    whole = await agenerate(facts, run, model=speaking(), concurrency=1)
    records = (run / "records.jsonl").read_bytes()
    rows = (run / "conversations.jsonl").read_bytes().splitlines(keepends=True)
    (run / "records.jsonl").write_bytes(records + records[:50])
    (run / "conversations.jsonl").write_bytes(b"".join(rows[:-1]) + rows[-1][:20])
    again = await agenerate(facts, run, model=speaking(seed_answer=[]), concurrency=1)
    assert again.counts == whole.counts
    assert (run / "records.jsonl").read_bytes() == records
    assert (run / "conversations.jsonl").read_bytes() == b"".join(rows)


async def test_other_settings_on_the_same_folder_are_refused_by_name(facts, tmp_path, speaking):
    await agenerate(facts, tmp_path / "run", model=speaking(), max_turns=6)
    with pytest.raises(RunFolderError, match="made with max_turns = 6, not 8"):
        await agenerate(facts, tmp_path / "run", model=speaking(), max_turns=8)


async def test_the_same_text_twice_is_made_once_and_said_so(tmp_path, speaking):
    path = tmp_path / "twice.jsonl"
    row = json.dumps({"text": f"{FACTS[0]} That is all there is."})
    path.write_text(f"{row}\n{row}\n")
    outcome = await agenerate(path, tmp_path / "run", model=speaking())
    assert (outcome.counts["snippets"], outcome.counts["duplicates"]) == (1, 1)
    [said] = lines(tmp_path / "run" / "failures.jsonl")
    assert said["kind"] == "duplicate"


async def test_input_that_cannot_be_read_is_named_and_the_run_goes_on(facts, tmp_path, speaking):
    bad = tmp_path / "empty.txt"
    bad.write_text("")
    facts.write_text(facts.read_text() + "not JSON\n" + '{"text": "short"}\n')
    outcome = await agenerate([facts, bad], tmp_path / "run", model=speaking())
    assert outcome.counts["unreadable"] == 3
    assert outcome.counts["done"] == 4
    said = lines(tmp_path / "run" / "failures.jsonl")
    assert [row["kind"] for row in said] == ["unreadable"] * 3
    assert said[0]["place"]["line"] == 5
    assert said[2]["source"].endswith("empty.txt")


async def test_generate_works_inside_a_running_loop(facts, tmp_path, speaking):
    outcome = generate(facts, tmp_path / "run", model=speaking(), limit=1)
    assert outcome.counts["done"] == 1


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(RunFolderError, match="no run here"):
        list(read_records(tmp_path))


async def test_records_read_back_as_they_were_written(facts, tmp_path, speaking):
    await agenerate(facts, tmp_path / "run", settings=Settings(model=speaking()), concurrency=1)
    read_back = [record.model_dump(mode="json") for record in read_records(tmp_path / "run")]
    assert read_back == lines(tmp_path / "run" / "records.jsonl")


async def test_rows_keep_their_kinds_so_that_a_reader_of_the_first_ones_can_read_the_last(tmp_path, speaking):
    rows = [
        {"text": f"{FACTS[0]} That is all there is."},
        {"text": f"{FACTS[1]} That is all there is.", "title": "Gaps", "licence": "CC0", "tags": ["a", "b"]},
    ]
    (tmp_path / "facts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    await agenerate(tmp_path / "facts.jsonl", tmp_path / "run", model=speaking(), concurrency=1, persona=False)

    def kinds(value):
        return {key: kinds(item) for key, item in value.items()} if isinstance(value, dict) else type(value)

    plain, full = (kinds(row["meta"]) for row in lines(tmp_path / "run" / "conversations.jsonl"))
    assert plain == full
    assert type(None) not in plain.values()
