"""The page on editing is true: its code runs, and every name that it offers is there."""

import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from colloquist import Settings
from colloquist.graphs import strategies

PAGE = (Path(__file__).parents[2] / "docs" / "edit.md").read_text()
NAMES = re.findall(r"^\| `([\w.]+)` \| (.*) \|$", PAGE.partition("## Names")[2], re.MULTILINE)


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_its_code_runs_from_top_to_bottom():
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "docs/edit.md", "exec"), names)
    assert len(blocks("python")) == 6
    assert names["other"].turns[2].text == "When does it close?"
    assert names["conversation"].status == "done"


@pytest.mark.parametrize(("module", "listed"), NAMES, ids=[module for module, _ in NAMES])
def test_every_name_that_it_offers_is_there(module, listed):
    home = importlib.import_module(module)
    names = re.findall(r"`(\w+)`", listed) or ["seed_answer", "refine"]
    for name in names:
        assert getattr(home, name) is not None


def test_its_files_are_read_as_they_stand():
    assert Settings(**tomllib.loads(blocks("toml")[0])).manner
    listed = json.loads(blocks("json")[0])["graphs"]
    assert listed["conversation"].split(":")[0].rpartition(".")[2] in strategies()
