"""Each strategy in the box has a page, and the graph drawn on it is the one that runs."""

import re
from pathlib import Path

import pytest

from colloquist.graphs import load, strategies
from colloquist.show import draw

PAGES = Path(__file__).parents[2] / "docs" / "strategies"


@pytest.mark.parametrize("name", strategies())
def test_the_graph_on_the_page_of_a_strategy_is_its_graph(name):
    text = (PAGES / f"{name}.md").read_text()
    drawn = re.search(r"```mermaid\n(.*?)\n```", text, re.DOTALL)
    assert drawn
    assert drawn[1] == draw(load(name)).mermaid.strip()


@pytest.mark.parametrize("page", sorted(PAGES.parent.rglob("*.md")), ids=lambda page: page.stem)
def test_what_a_page_links_to_in_the_repository_is_there(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        assert target.startswith("https://") or (page.parent / target).exists(), target
