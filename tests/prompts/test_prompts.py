"""Prompts are files, strictly filled, named by fingerprint, and replaceable without touching code."""

import re
from pathlib import Path

import pytest

from colloquist.prompts import PromptError, check_prompts, fingerprint, names, phrases, render, text
from colloquist.state.verdict import MOVES

ROOT = Path(__file__).parents[2]


def test_a_missing_and_a_surplus_field_are_both_errors():
    with pytest.raises(PromptError, match=r"nothing fills \{\{manner\}\}, \{\{source\}\}"):
        render("seed_answer")
    with pytest.raises(PromptError, match=r"it must use \{\{extra\}\}"):
        render("seed_answer", source="x", manner="", extra="y")


@pytest.mark.parametrize("value", ["{{source}}", "{x} $5 ${y} {% z %}", "\\1 \\g<0>", "<b>&amp;</b>", "שלום 你好"])
def test_a_value_is_never_read_as_a_template(value):
    [_, human] = render("seed_answer", source=value, manner="")
    assert human.text.startswith(value)


def test_every_prompt_file_is_used():
    users = [*(ROOT / "nodes").glob("*.py"), *(ROOT / "graphs").glob("*.py"), ROOT / "prompts" / "manner.py"]
    code = "".join(path.read_text() for path in users)
    for name in names():
        assert re.search(rf"""["']{name}["']""", code) or (name.startswith("beyond_") and 'f"beyond_' in code), (
            name
        )


def test_every_move_has_its_words():
    assert set(MOVES) <= set(phrases("moves"))


def test_a_fingerprint_names_the_exact_text(tmp_path):
    (tmp_path / "summarise.md").write_text(
        "<!-- system -->\nShort.\n<!-- human -->\n{{summary}}{{conversation}}\n"
    )
    assert re.fullmatch("[0-9a-f]{12}", fingerprint("summarise"))
    assert fingerprint("summarise", tmp_path) != fingerprint("summarise")
    assert fingerprint("refine", tmp_path) == fingerprint("refine")


def test_a_folder_replaces_prompts_by_name_and_an_edit_is_seen_at_once(tmp_path):
    own = tmp_path / "summarise.md"
    for words in ("One.", "Two."):
        own.write_text(f"<!-- system -->\n{words}\n<!-- human -->\n{{{{summary}}}}{{{{conversation}}}}\n")
        assert render("summarise", tmp_path, summary="", conversation="c")[0].text == words
    assert check_prompts(tmp_path) == ["summarise"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("nonsense.md", "x", "replaces no prompt"),
        ("summarise.md", "no parts", "opens with a line"),
        ("summarise.md", "<!-- system -->\nx\n<!-- human -->\n{{summary}}\n", r"must use \{\{conversation\}\}"),
        ("summarise.md", "<!-- system -->\n{{summary}}{{conversation}}{{more}}\n", r"nothing fills \{\{more\}\}"),
        ("summarise.md", "<!-- system -->\n{{summary}}{{conversation}}\n", "part <!-- human --> is missing"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_by_file_and_mend(tmp_path, name, text, says):
    (tmp_path / name).write_text(text)
    with pytest.raises(PromptError, match=says):
        check_prompts(tmp_path)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(PromptError, match="no such folder"):
        check_prompts(tmp_path / "none")


SHORT = "<!-- system -->\nShort.\n<!-- human -->\n{{summary}}{{conversation}}\n"


def test_a_text_replaces_a_prompt_without_any_folder():
    own = {"summarise": SHORT}
    assert render("summarise", own, summary="", conversation="c")[0].text == "Short."
    assert text("summarise", own) == SHORT
    assert fingerprint("summarise", own) != fingerprint("summarise")
    assert fingerprint("refine", own) == fingerprint("refine")
    assert check_prompts(own) == ["summarise"]
    assert text("refine", own) == text("refine")


def test_a_text_of_ones_own_is_named_by_a_folder_or_by_hand_alike(tmp_path):
    (tmp_path / "summarise.md").write_text(SHORT)
    assert fingerprint("summarise", tmp_path) == fingerprint("summarise", {"summarise": SHORT})


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"nonsense": SHORT}, r"prompts\['nonsense'\] replaces no prompt"),
        ({"summarise": "no parts"}, r"prompts\['summarise'\]: a prompt opens with a line"),
        ({"summarise": SHORT.replace("{{summary}}", "")}, r"prompts\['summarise'\]: it must use \{\{summary\}\}"),
    ],
)
def test_a_text_that_cannot_be_used_is_refused_by_name(own, says):
    with pytest.raises(PromptError, match=says):
        check_prompts(own)
