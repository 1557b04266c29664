"""Checking a conversation that has ended: clean as it was accepted, and found out when it is changed."""

import json

import pytest

import colloquist as cq

TEXT = (
    "The valve closes only after the pressure has fallen 7 percent below its set pressure. "
    "The wider rim of its disc adds lifting area once it is open. "
    "A spring that is hot loses some of its force. "
    "Stellan Brandt described the rim in 1907."
)


@pytest.fixture(scope="module")
def grown():
    return cq.converse(cq.Snippet(text=TEXT, title="Relief valves"), max_turns=6, max_branches=1, sources=0)


def changed(record, old, new):
    """Return the record with other words in its answers."""
    row = record.model_dump(mode="json")
    turns = json.dumps(row["turns"])
    assert old in turns
    return cq.Record.model_validate({**row, "turns": json.loads(turns.replace(old, new))})


def blocking(found):
    return {finding["kind"] for finding in found if finding["severity"] != "signal"}


def test_an_accepted_conversation_has_no_finding_that_would_keep_it_out(grown):
    assert grown.accepted
    assert not blocking(cq.check(grown))


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [("7 percent", "9 percent", "number"), ("Stellan Brandt", "Oskar Lindholm", "name"), ("1907", "1931", "date")],
)
def test_a_changed_fact_is_found_where_it_stands(grown, old, new, kind):
    wrong = changed(grown, old, new)
    faulty = [finding for finding in cq.check(wrong) if finding["severity"] != "signal"]
    assert kind in {finding["kind"] for finding in faulty}
    assert all(new in finding["sentence"] for finding in faulty)


def test_what_paths_share_is_found_once_and_a_path_can_be_named(grown):
    wrong = changed(grown, "7 percent", "9 percent")
    found = cq.check(wrong)
    assert len(found) == len({json.dumps(finding) for finding in found})
    assert cq.check(wrong, wrong.paths[0].id) == [f for f in found if f in cq.check(wrong, wrong.paths[0].id)]


def test_a_path_that_is_not_there_is_named_with_those_that_are(grown):
    with pytest.raises(LookupError, match="no path 'p9'; there are: p1"):
        cq.check(grown, "p9")
