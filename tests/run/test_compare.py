"""A whole comparison against a server that charges for every reply: nothing twice, no limit passed."""

import json
import sys
import types
from typing import NamedTuple

import pytest

import colloquist
from colloquist.models import ScriptedModel
from colloquist.run.comparison.compare import acompare
from colloquist.run.comparison.plot import plotted
from colloquist.run.limits import RunLimits
from colloquist.run.problem import RunFolderError, RunStopped
from colloquist.state.settings import RoleSettings, Settings, SettingsError

TWO = ("conversation", "short=conversation,max_turns=4")


class Measure(NamedTuple):
    """What a measure of variety says of itself."""

    says: str
    higher: bool


@pytest.fixture(autouse=True)
def diversity(monkeypatch):
    """Measures of variety that cost nothing to take: these tests are about what is compared with them."""
    from colloquist.run.comparison.variety import SHOWN

    class ExtraMissing(ValueError):
        """What it takes is not installed."""

    stand_in = types.ModuleType("colloquist.run.diversity")
    stand_in.ExtraMissing = ExtraMissing
    stand_in.MEASURES = {name: Measure("how varied", True) for name in SHOWN}
    stand_in.diversity_of_each = lambda groups: {
        label: dict.fromkeys(SHOWN, float(len(own))) for label, own in groups.items()
    }
    monkeypatch.setitem(sys.modules, "colloquist.run.diversity", stand_in)
    monkeypatch.setattr("colloquist.run.comparison.telling.plotted", lambda rows: "")
    return stand_in


@pytest.fixture
def asks(valves_of, paid, tmp_path):
    """Compare two contestants on six of forty snippets; the model of all roles is the server's."""

    def call(given=TWO, out="compared", **options):
        chosen = {"model": "stub", "base_url": paid.url, "max_turns": 6, "snippets": 6, **options}
        return colloquist.compare(list(given), valves_of(40), out=tmp_path / out, **chosen)

    return call


def timeless(comparison):
    """Return the rows that do not depend on how fast a server was."""
    return [one for one in comparison.rows if one["name"] != "seconds"]


def row(comparison, name):
    return next(one for one in comparison.rows if one["name"] == name)


def test_the_same_snippets_go_through_each_and_are_paid_for_once(asks, paid):
    found = asks()
    assert len(found.snippets) == 6
    assert [sorted(own) for own in found.made.values()] == [sorted(found.snippets)] * 2
    assert row(found, "turns")["value"] == 4
    assert row(found, "calls")["difference"] < 0
    asked = len(paid.asked)
    assert sum(spent.calls for spent in found.spent.values()) == asked
    again = asks()
    assert len(paid.asked) == asked
    assert again.rows == found.rows


def test_a_stopped_comparison_goes_on_and_ends_as_one_that_was_not_stopped(asks, paid):
    stopped = asks(limits=RunLimits(calls=60))
    assert len(paid.asked) == 60
    assert stopped.stopped.startswith(
        "stopped at a limit of the comparison, 60 of 60 calls; the same command with a"
    )
    whole = asks()
    assert not whole.stopped
    asked = len(paid.asked)
    assert timeless(whole) == timeless(asks(out="fresh"))
    assert len(paid.asked) == 2 * asked


def test_a_limit_may_fall_on_the_readings(asks, paid):
    whole = asks(snippets=4, out="whole")
    made = sum(whole.spent[label].calls for label in ("conversation", "short"))
    found = asks(snippets=4, limits=RunLimits(calls=made + 5))
    assert sum(spent.calls for spent in found.spent.values()) == made + 5
    assert found.stopped
    assert 0 < sum(len(one.read) for own in found.made.values() for one in own.values()) < 7
    assert row(found, "calls")["pairs"] == 4


def test_what_it_takes_is_said_before_and_after_the_first_few(asks):
    said = []
    found = asks(say=said.append)
    assert "6 snippets for 2 contestants: at most 960 calls to make them; 24 readings at most" in said[0]
    assert "from the first 2: all 6 snippets take about" in said[1]
    foreseen = int(said[1].partition("about ")[2].split()[0].replace(",", ""))
    taken = sum(spent.calls for spent in found.spent.values())
    assert 0.5 * taken < foreseen < 2 * taken
    asks(out="bound", limits=RunLimits(calls=70), say=said.append)
    assert said[3].endswith("; that is more than the limit of 70 calls allows")


def test_an_estimate_stops_after_the_first_few_and_is_not_paid_for_again(asks, paid):
    few = asks(only_estimate=True)
    assert len(few.snippets) == 2
    asks()
    asked = len(paid.asked)
    asks(out="fresh")
    assert len(paid.asked) == 2 * asked


def test_more_snippets_and_more_contestants_may_join_later(asks, paid):
    first = asks(snippets=3)
    found = asks(given=(*TWO, "b=conversation,seed=3"), snippets=4)
    assert set(first.snippets) < set(found.snippets)
    assert [len(own) for own in found.made.values()] == [4, 4, 4]
    assert {one["contestant"] for one in found.rows} == {"short", "b"}
    asked = len(paid.asked)
    assert sum(spent.calls for spent in found.spent.values()) == asked
    with pytest.raises(RunFolderError, match="begun on 4 snippets, not 2"):
        asks(snippets=2)


def test_workers_share_the_conversations_of_each_contestant(asks, monkeypatch):
    def two_hands(number, *rest):
        raise RunStopped(f"{number} hands")

    monkeypatch.setattr("colloquist.run.carrying.Workers", two_hands)
    with pytest.raises(RunStopped, match="2 hands"):
        asks(workers=2)


async def test_it_can_be_awaited_and_its_folder_holds_what_it_found(valves_of, paid, tmp_path):
    options = {"model": "stub", "base_url": paid.url, "max_turns": 4, "snippets": 6}
    found = await acompare([*TWO], valves_of(12), out=tmp_path / "c", **options)
    kept = json.loads((tmp_path / "c" / "comparison.json").read_text())
    assert kept["rows"] == found.rows
    assert kept["contestants"]["short"]["settings"]["max_turns"] == 4
    readings = [json.loads(line) for line in (tmp_path / "c" / "readings.jsonl").read_text().splitlines()]
    assert len(readings) == sum(len(one.read) for own in found.made.values() for one in own.values())
    assert {"contestant", "id", "path", "sentences", "exchanges"} == set(readings[0])
    assert (tmp_path / "c" / "conversation" / "conversations.jsonl").exists()


def judge(better):
    """Return a judge who reads what it is shown and weighs by a rule."""

    def said(messages):
        if "The first conversation:" in messages[-1].text:
            return {"first": "so", "second": "so", "better": better(messages[-1].text)}
        return {"sentences": [], "exchanges": []}

    return ScriptedModel(script={"": said})


def test_pairs_are_weighed_blind_and_in_both_orders(asks):
    def longer(text):
        told = text.partition("The first conversation:")[2].partition("Which of the two")[0]
        first, second = map(str.strip, told.split("The second conversation:"))
        return "first" if len(first) > len(second) else "second" if len(first) < len(second) else "tie"

    model = judge(longer)
    found = asks(snippets=7, settings=Settings(roles={"judge": RoleSettings(model=model)}))
    [weighed] = found.weighed
    assert (weighed.first, weighed.second) == ("conversation", "short")
    assert weighed.wins > weighed.losses == weighed.split == 0
    assert weighed.firsts == weighed.seconds
    shown = [m[-1].text for _, m in model.seen if "The first conversation:" in m[-1].text]
    assert len(shown) == 2 * weighed.pairs
    assert not [text for text in shown if "short" in text or "max_turns" in text or "keeper of valve" in text]
    assert "won" in str(found)
    assert any("could not be read" in note for note in found.notes)


def test_a_judge_who_follows_the_place_is_found_out(asks):
    settings = Settings(roles={"judge": RoleSettings(model=judge(lambda text: "first"))})
    [weighed] = asks(snippets=7, settings=settings).weighed
    assert weighed.ties == weighed.split == weighed.pairs
    assert weighed.ahead == ""


def test_no_judge_is_asked_unless_one_is_named_and_the_one_in_the_box_never(asks):
    assert not asks().weighed
    embedded = Settings(roles={"judge": RoleSettings(model="embedded", base_url=None)})
    with pytest.raises(SettingsError, match="embedded"):
        asks(out="other", settings=embedded)


def test_without_the_extra_the_table_still_comes_and_says_how_to_get_the_rest(asks, diversity, monkeypatch):
    def missing(groups):
        raise diversity.ExtraMissing('pip install "colloquist[compare]"')

    diversity.diversity_of_each = missing
    monkeypatch.setattr("colloquist.run.comparison.telling.plotted", plotted)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    found = asks()
    assert found.plot is None
    assert "perspectives" in {one["name"] for one in found.rows}
    assert "near_duplicates" not in {one["name"] for one in found.rows}
    assert sum('pip install "colloquist[compare]"' in note for note in found.notes) == 2
    assert found.page.exists()


def test_a_snippet_that_is_gone_stops_a_comparison_that_was_begun_on_it(asks, valves_of, tmp_path):
    asks(snippets=6)
    kept = json.loads((tmp_path / "compared" / "drawn.json").read_text())
    kept["snippets"][0] = "0" * 16
    (tmp_path / "compared" / "drawn.json").write_text(json.dumps(kept))
    with pytest.raises(RunFolderError, match="begun on snippet 0000000000000000"):
        asks(snippets=6)
    (tmp_path / "compared" / "drawn.json").write_text("{")
    with pytest.raises(RunFolderError, match="damaged"):
        asks(snippets=6)


def test_a_narrow_terminal_gets_the_figures_and_the_verdict_and_is_told_where_the_rest_is(asks):
    found = asks()
    narrow = found.text(80)
    assert max(map(len, narrow.splitlines())) <= 80 < max(map(len, str(found).splitlines()))
    assert "95 % interval" not in narrow
    assert "intervals and pairs take" in narrow
    assert found.text(200) == str(found)


def test_fewer_snippets_than_asked_for_are_said(valves_of, paid, tmp_path):
    chosen = {"model": "stub", "base_url": paid.url, "max_turns": 4, "snippets": 9}
    found = colloquist.compare(list(TWO), valves_of(3), out=tmp_path / "compared", **chosen)
    assert "The documents hold 3 snippets of the 9 that were asked for." in found.notes


def test_an_edited_strategy_joins_under_another_label_and_the_others_are_not_paid_again(asks, paid, tmp_path):
    own = tmp_path / "own.py"
    whole = (
        "import colloquist as cq\n\ndef build():\n    return cq.conversation('own', manner={'user': 'Be slow.'})\n"
    )
    own.write_text(whole)
    asks(["conversation", f"own={own}"], snippets=2)
    own.write_text(whole.replace("slow", "fast"))
    before = len(paid.asked)
    with pytest.raises(
        RunFolderError, match=r"has been edited .*\(such as again=.*what the others have made stays"
    ):
        asks(["conversation", f"own={own}"], snippets=3)
    assert len(paid.asked) == before
    joined = asks(["conversation", f"again={own}"], snippets=3)
    assert [len(joined.made[label]) for label in ("conversation", "again")] == [3, 3]


def test_an_edited_strategy_that_only_rejected_is_told_apart_before_anything_is_paid(asks, paid, tmp_path):
    own = tmp_path / "own.py"
    own.write_text(
        "from langgraph.graph import END, START\n\nfrom colloquist import nodes\n"
        "from colloquist.graphs.machine import machine\n\n\ndef build():\n    graph = machine()\n"
        "    graph.add_node(nodes.finish)\n    graph.add_edge(START, 'finish')\n"
        "    graph.add_edge('finish', END)\n    return graph.compile(name='own')\n"
    )
    found = asks(["conversation", f"own={own}"], snippets=2)
    assert "own: rejected 2" in found.endings[1]
    own.write_text(own.read_text() + "# edited\n")
    before = len(paid.asked)
    with pytest.raises(RunFolderError, match=r"has been edited .*what the others have made stays"):
        asks(["conversation", f"own={own}"], snippets=3)
    assert len(paid.asked) == before


def test_a_contestant_that_brings_nothing_says_why(asks, tmp_path):
    own = tmp_path / "own.py"
    own.write_text(
        "import colloquist as cq\n\nasync def user_turn(state):\n    raise KeyError('whoops')\n\n"
        "def build():\n    return cq.conversation('own', user_turn=user_turn)\n"
    )
    found = asks(["conversation", f"own={own}"], snippets=2)
    said = (
        f"own: failed 2; ended because –; the first was failed: {own}, line 4, node user_turn: KeyError: 'whoops'"
    )
    assert found.endings[1] == said


def test_without_a_pair_no_table_of_dashes_is_shown(asks):
    found = asks(limits=RunLimits(calls=5))
    assert found.stopped
    assert "95 % interval" not in str(found)
    assert "0 pairs, too few to tell anything" in str(found)
