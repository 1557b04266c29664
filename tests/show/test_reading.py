import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from colloquist.show import print_record
from colloquist.state.record import RecordStop


def printed(record, width=80, **options):
    sink = io.StringIO()
    print_record(record, Console(file=sink, width=width, color_system=None), **options)
    return sink.getvalue()


def words(text):
    """Leave out the margin, the marks and the line breaks, so that sentences can be looked for."""
    beside = [line[16:] if len(line) > 16 else line for line in text.splitlines()]
    return " ".join(re.sub(r" \[[^\]<]+\]", " ", " ".join(beside)).split())


@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_line_is_wider_than_the_terminal_or_than_a_hundred_columns(told, width):
    lines = printed(told, width).splitlines()
    assert max(map(cell_len, lines)) <= min(width, 100)
    assert len(lines) > 40


@pytest.mark.parametrize("width", [80, 100])
def test_every_turn_is_printed_word_for_word(told, width):
    shown = words(printed(told, width))
    said = [turn for turn in [*told.turns, *told.dropped_turns] if turn.text.isascii()]
    assert len(said) == 6
    for turn in said:
        assert " ".join(turn.text.split()) in shown


def test_the_tree_says_where_each_path_forks_and_how_it_ended(told):
    shown = printed(told)
    assert "├── p1  a marine pump fitter, the one who <pays>" in shown
    assert "│       from the seed answer, 4 turns, unresolved_fault, accepted" in shown
    assert "└── p2  設備技術者, heat" in shown
    assert "        from the seed answer, 4 turns, max_cost, not accepted" in shown


def test_a_path_from_within_another_hangs_below_it(told):
    later = told.paths[1].model_copy(update={"fork": "t4"})
    shown = printed(told.model_copy(update={"paths": (told.paths[0], later)}))
    assert "    └── p2  設備技術者, heat" in shown
    assert "            from p1 at t4" in shown


def test_marks_stand_behind_their_sentences_and_need_no_colour(told):
    shown = " ".join(printed(told, 100).split())
    assert "The pressure would rise. [1.2]" in shown
    assert "No: the breaker is slow. [no source]" in shown
    assert "Suppose a line of 200 ml. [supposed]" in shown
    assert "[not known]" in shown
    assert "[from 1.1 1.3]" in words_kept(printed(told, 100))
    assert "はい。 [2.1]" in shown


def words_kept(text):
    return " ".join(" ".join(line[16:] for line in text.splitlines()).split())


def test_the_legend_explains_the_marks_that_are_used_and_no_other(told):
    shown = printed(told)
    for kind in ("grounded", "derived", "hypothetical", "extension", "refusal", "discourse"):
        assert f" {kind}: " in shown
    few = told.model_copy(update={"turns": told.turns[:2], "paths": (), "dropped_turns": ()})
    legend = printed(few)
    assert " grounded: " in legend
    assert " derived: " not in legend


@pytest.mark.parametrize("reason", RecordStop.model_fields["reason"].annotation.__args__)
def test_every_stop_reason_is_printed_with_its_detail(told, reason):
    stop = RecordStop(reason=reason, detail=f"because of {reason}")
    changed = told.model_copy(update={"paths": (told.paths[0].model_copy(update={"stop": stop}), told.paths[1])})
    assert f"ended           {reason}: because of {reason} (accepted)" in printed(changed)


def test_what_the_refiner_decided_and_what_fell_is_printed(told):
    shown = printed(told)
    assert "refiner         continue: the doubt is met" in shown
    assert "refiner         terminate: all is said on heat" in shown
    assert "draft           It takes 5 ms <u>flat</u>." in shown
    assert "fell for        factual: the delay of 5 ms is in no source" in shown
    assert "revision        Bigger is mostly safer." in shown
    assert shown.count("taken out") == 2
    assert "not accepted: said twice" in shown


def test_sources_come_with_number_place_id_and_the_sentences_that_are_cited(told):
    shown = words_kept(printed(told, 100))
    assert f"valves.md:42 · id {told.snippet.id}" in shown
    assert f"https://example.org/a?b=1&c=2 · id {told.sources[0].id}" in shown
    lines = printed(told).splitlines()
    cited = [line.split()[0] for line in lines if re.match(r"\d\.\d ", line)]
    assert cited == ["1.1", "1.2", "1.3", "2.1"]


def test_prompts_are_printed_on_request_only(told):
    assert "ba9876543210" not in printed(told)
    assert "doubt it" not in printed(told)
    asked = printed(told, prompts=True)
    assert re.search(r"refine +ba9876543210 +3 calls", asked)
    assert "asked to        doubt it" in asked


def test_a_failure_says_where_and_why(stillborn):
    assert "failed in seed_answer: the key <secret> was refused" in printed(stillborn)


def test_no_color_leaves_no_colour(told, monkeypatch):
    coloured, plain = io.StringIO(), io.StringIO()
    print_record(told, Console(file=coloured, width=80, color_system="standard", force_terminal=True))
    monkeypatch.setenv("NO_COLOR", "1")
    print_record(told, Console(file=plain, width=80, color_system="standard", force_terminal=True))
    colours = re.compile(r"\x1b\[(?:\d+;)*[34][0-7](?:;\d+)*m")
    assert colours.search(coloured.getvalue())
    assert not colours.search(plain.getvalue())


def test_escape_sequences_in_a_document_are_shown_and_not_obeyed(told):
    hostile = told.turns[2].model_copy(
        update={"text": "before \x1b[2J\x1b]0;mine\x07 after \x9b31m [bold]x[/bold]"}
    )
    shown = printed(told.model_copy(update={"turns": (*told.turns[:2], hostile, *told.turns[3:])}))
    assert "before ␛[2J␛]0;mine␇ after \ufffd31m [bold]x[/bold]" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)
