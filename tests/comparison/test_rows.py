"""From what was made and read to the rows, the sentences about who wins, the plot and the page."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from colloquist.run.comparison.compared import Comparison
from colloquist.run.comparison.made import Made
from colloquist.run.comparison.page import page
from colloquist.run.comparison.plot import plotted
from colloquist.run.comparison.rows import rows_of
from colloquist.run.comparison.weighings import score
from colloquist.run.spending import Spent


@pytest.fixture
def rows(two):
    """The rows by name."""
    return {row.name: row for row in rows_of(two, varied=False)}


@pytest.fixture
def comparison(two, tmp_path):
    """A comparison as it is shown."""
    weighed = {"first": "so <1>", "second": "so <2>", "better": "first"}
    pair = {
        "first": "plain",
        "second": "deep",
        "id": f"{0:016x}",
        "better": "tie",
        "forth": weighed,
        "back": weighed,
    }
    about = {
        "strategy": "conversation",
        "folder": "x",
        "differs": {"seed": 1},
        "settings": {"seed": 1},
        "prompts": {},
    }
    return Comparison(
        folder=tmp_path,
        contestants={"plain": about, "deep": {**about, "settings": {"seed": 2}}},
        snippets=list(two["plain"]),
        made=two,
        found=rows_of(two, varied=False),
        weighed=[score("plain", "deep", [pair])],
        spent={"plain": Spent(100, 1000, None), "reading": Spent(16, 160, 0.5), "judging": Spent()},
        reader="embedded",
        judge="somebody",
        notes=["Mind the gap."],
        stopped="",
        page=tmp_path / "x.html",
        plot=None,
    )


@pytest.mark.parametrize(
    ("name", "first", "second", "told"),
    [
        ("grounded_share", 1.0, 0.0, "worse"),
        ("unsupported", 0.0, 2.0, "worse"),
        ("contradicted", 0.0, 1.0, "worse"),
        ("stages", 2.0, 3.0, "better"),
        ("past_mechanism", 0.0, 1 / 3, "better"),
        ("new_scenarios", 0.0, 1.0, "better"),
        ("refusals_where_due", 1.0, 0.0, "worse"),
        ("invented_answers", 0.0, 1.0, "worse"),
        ("needless_refusals", 0.0, 0.0, "same"),
        ("turns", 6.0, 6.0, "same"),
        ("calls", 12.875, 1.0, "better"),
        ("seconds", 12.875, 1.0, "better"),
        ("cost", None, None, "unknown"),
        ("calls_per_accepted", 12.875, 1.0, "better"),
    ],
)
def test_a_measure_counts_what_was_read_and_what_was_paid(rows, name, first, second, told):
    row = rows[name]
    assert (row.found.first, row.found.second) == pytest.approx((first, second))
    assert row.told == told


def test_labels_that_a_strategy_gives_itself_count_for_nothing(two, rows):
    for own in two.values():
        assert not any(turn.labels for one in own.values() for turn in one.record.turns)
    assert rows["grounded_share"].found.pairs == 8


def test_a_path_that_was_not_read_has_no_part_in_what_was_said(two):
    two["deep"] = {id_: Made(one.record, {}) if n < 5 else one for n, (id_, one) in enumerate(two["deep"].items())}
    rows = {row.name: row for row in rows_of(two, varied=False)}
    assert (rows["grounded_share"].found.pairs, rows["grounded_share"].told) == (3, "too few")
    assert rows["calls"].found.pairs == 8


def test_what_was_rejected_costs_and_yields_nothing(two):
    first = next(iter(two["deep"]))
    lost = two["deep"][first].record
    path = lost.paths[0].model_copy(update={"accepted": False, "reasons": ("found: number",)})
    two["deep"][first] = Made(lost.model_copy(update={"status": "rejected", "paths": (path,)}), {})
    rows = {row.name: row for row in rows_of(two, varied=False)}
    assert rows["accepted"].found.second == pytest.approx(7 / 8)
    assert rows["calls_per_accepted"].found.second == pytest.approx(8 / 7)
    assert rows["grounded_share"].found.pairs == 7


def test_who_wins_is_said_without_favour(comparison):
    plain, deep, *_ = comparison.summary
    assert plain.startswith(
        "plain beats deep on grounded share (100.0 % against 0.0 %), unsupported claims (0 against 2.00)"
    )
    assert deep.startswith("deep beats plain on depth: stages reached (3.00 against 2.00)")
    assert "model calls (1.00 against 12.9)" in deep


def test_the_text_says_everything_and_keeps_its_columns(comparison):
    said = str(comparison)
    for part in (
        "what was said, as read by the reader in the box",
        "judged by somebody",
        "Mind the gap.",
        "$0.50",
    ):
        assert part in said
    assert "1 tie, 1 of them by a judge of two minds" in " ".join(said.split())
    table = [line for line in said.splitlines() if line.startswith(("  grounded share", "  turns"))]
    assert [line.split()[-2] for line in table] == ["8", "the"]


def test_the_page_stands_alone_and_cannot_be_broken_from_inside(comparison):
    drawing = plotted(comparison.found)
    html = page(comparison, drawing)
    assert not re.search(r"<script|\bsrc=|<link", html)
    assert "&lt;b&gt;10&lt;/b&gt;" in html
    assert "<b>10</b>" not in html
    assert "so &lt;1&gt;" in html
    for id_ in comparison.snippets:
        assert f'id="s-{id_}"' in html
    assert "Every law asks for a test each year." in html


def test_the_plot_is_a_picture_of_every_row_that_differs(comparison):
    drawing = plotted(comparison.found)
    ElementTree.fromstring(drawing)
    assert "grounded share" in drawing
    assert "better than plain" in drawing
    assert "needless refusals" not in drawing
    assert plotted([]) == ""
    assert drawing == plotted(comparison.found)
