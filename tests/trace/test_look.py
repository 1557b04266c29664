"""Looking at a trace without any service: in a terminal, a notebook, a page; and where it is not whole."""

import json
import re
import sqlite3
from html import escape

import pytest

import colloquist as cq
from colloquist.show.trace import TraceView


@pytest.fixture
def run(made):
    """A run of two conversations."""
    return made(2).folder


def only(run):
    return next(cq.read_records(run))


def test_the_tree_holds_nodes_calls_and_decisions(run):
    told = str(cq.trace(run))
    record = only(run)
    assert record.id in told
    for node in ("seed_answer", "build_persona", "user_turn", "assistant_turn", "refine", "verify", "finish"):
        assert node in told
    assert re.search(r"refine  p1 t4  at [\d.]+ s  → (continue|branch|terminate)", told)
    assert "→ accept" in told
    assert len(re.findall(r"─ \d+ (?:seed|persona|user|assistant|refiner)", told)) == len(record.calls)
    assert f"user_turn.md {record.prompts['user_turn'][:7]}" in told


def test_prompts_and_replies_come_from_the_journal_as_they_were(run):
    view = cq.trace(run)
    exchanges = list(view.trace.exchanges())
    record = only(run)
    assert view.trace.made == "replay"
    said = [one.reply for one in exchanges if one.role == "user"]
    assert said == [turn.text for turn in record.turns if turn.role == "user" and turn.made_by == "model"]
    assert all(sentence in exchanges[0].asked[-1].text for sentence in record.snippet.sentences)
    assert [one.input_tokens for one in exchanges] == [call["input_tokens"] for call in record.calls]
    assert [one.seconds for one in exchanges] == [call["seconds"] for call in record.calls]
    assert view.trace.seconds == pytest.approx(sum(one.seconds for one in exchanges), abs=1e-3)


def test_a_call_is_shown_whole_by_its_number(run):
    view = cq.trace(run)
    first = view.call(1)
    told = view.text(whole=True)
    for line in (*first.asked[0].text.splitlines()[:3], first.reply[:40]):
        assert line.strip()[:50] in told
    with pytest.raises(LookupError, match="no call 99; they are numbered 1 to"):
        view.call(99)


def test_the_page_needs_nothing_and_holds_everything(run):
    page = cq.trace(run).page()
    assert page.startswith("<!doctype html>")
    assert not re.search(r"<(script|link|img)|https?://", page)
    for exchange in cq.trace(run).trace.exchanges():
        assert all(escape(said.text) in page for said in exchange.asked)
        assert escape(exchange.reply) in page
    assert page.count("<details") == len(only(run).calls)


def test_what_a_model_says_cannot_break_the_page(snippet, model, verdict):
    lines = model([verdict("terminate")], assistant_turn=["<script>alert(1)</script> & so on."])
    view = cq.trace(cq.converse(snippet, model=lines, max_branches=0, trace="local"))
    assert "<script>" not in view.page()
    assert "&lt;script&gt;" in view._repr_html_()


def test_a_reply_in_vain_is_told_in_the_tree(snippet, model, verdict):
    lines = model(["no JSON", verdict("terminate")])
    view = cq.trace(cq.converse(snippet, model=lines, max_branches=0, trace="local"))
    assert "refiner, try 2" in str(view)
    assert "unreadable: not a valid Verdict" in " ".join(str(view).split())
    assert " · 1 in vain · " in str(view)


def test_a_retried_reply_and_a_failed_conversation_replay_too(made, model):
    run = made(1, out="failed", model=model([], refine=["no", "no", "no"]), max_branches=0).folder
    view = cq.trace(run)
    assert view.trace.made == "replay"
    assert [one.outcome for one in view.trace.exchanges()][-3:] == ["unreadable"] * 3
    assert "failed because" in str(view)


def test_every_strategy_in_the_box_replays(made):
    for strategy in cq.strategies():
        view = cq.trace(made(1, out=strategy, strategy=strategy).folder)
        assert (view.trace.made, view.trace.notes) == ("replay", ()), strategy


def test_without_a_journal_the_record_has_to_do_and_says_so(run):
    (run / "journal.sqlite").unlink()
    view = cq.trace(run)
    assert view.trace.made == "record"
    assert "prompts and replies are not shown: there is no journal.sqlite" in " ".join(str(view).split())
    assert len(list(view.trace.exchanges())) == len(only(run).calls)
    assert "→ terminate" in str(view)
    assert "<details" not in view.page()


def test_changed_prompts_are_named(made, tmp_path):
    from importlib.resources import files

    own = tmp_path / "prompts"
    own.mkdir()
    boxed = files("colloquist.prompts").joinpath("user_turn.md").read_text()
    (own / "user_turn.md").write_text(boxed + "\nBe brief.\n")
    run = made(1, prompts=own).folder
    assert cq.trace(run).trace.made == "replay"
    (own / "user_turn.md").write_text(boxed + "\nBe long.\n")
    assert f"prompts have changed since in {own}: user_turn" in cq.trace(run).trace.notes[0]


def test_a_reply_that_is_gone_is_told(run):
    with sqlite3.connect(run / "journal.sqlite") as journal:
        journal.execute("DELETE FROM replies WHERE number > 3")
    journal.close()
    assert re.search(r"after \d replies it asks for one that is not there", cq.trace(run).trace.notes[0])


def test_a_graph_of_ones_own_can_be_handed_in(made, tmp_path):
    graph = cq.load("conversation")
    graph.name = "mine"
    run = made(1, strategy=graph).folder
    assert "no strategy is called 'mine'" in cq.trace(run).trace.notes[0]
    assert cq.trace(run, strategy=graph).trace.made == "replay"
    assert cq.trace(run, strategy=cq.load("problem_set")).trace.made == "record"


def test_a_run_that_goes_on_can_be_looked_at_and_nothing_is_written(run):
    before = {path.name: path.stat().st_mtime_ns for path in run.iterdir()}
    cq.trace(run)
    assert {path.name: path.stat().st_mtime_ns for path in run.iterdir()} == before


def test_a_conversation_made_without_a_trace_says_how_to_get_one(snippet):
    view = cq.trace(cq.converse(snippet, max_turns=4))
    assert view.trace.made == "record"
    assert 'converse(..., trace="local") keeps them' in view.trace.notes[0]
    assert isinstance(view, TraceView)


def test_a_stream_ends_with_a_conversation_that_has_its_trace(snippet):
    *_, last = cq.stream(snippet, max_turns=4, trace="local")
    assert [visit.node for visit in last.conversation.trace.visits][-1] == "finish"


def test_there_is_no_such_run_or_record(tmp_path, run):
    with pytest.raises(cq.RunFolderError, match="no run here"):
        cq.trace(tmp_path / "nowhere")
    with pytest.raises(cq.RunFolderError, match="no record's id begins with 'zz'"):
        cq.trace(run, "zz")


def test_it_displays_in_one_line_too(run):
    view = cq.trace(run)
    assert repr(view).startswith(f"<Trace {only(run).id}: ")
    assert json.dumps(view._repr_html_())


def test_a_strategy_that_was_edited_since_is_named(tmp_path):
    own = tmp_path / "own.py"
    whole = (
        "import colloquist as cq\n\ndef build():\n    return cq.conversation('own', manner={'user': 'Be slow.'})\n"
    )
    own.write_text(whole)
    text = tmp_path / "valve.txt"
    text.write_text("A relief valve opens when the pressure under its disc exceeds the force of its spring.")
    cq.generate(text, out=tmp_path / "run", strategy=str(own), max_turns=4, max_branches=0)
    assert cq.trace(tmp_path / "run").trace.made == "replay"
    own.write_text(whole.replace("slow", "fast"))
    [note] = cq.trace(tmp_path / "run").trace.notes
    assert note.startswith(f"prompts and replies are not shown: {own} has been edited since this was made: ")
