"""What stands behind a number is the longest unit that is a whole word, as one pattern of all of them finds it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colloquist.nodes.checks.units import UNITS, unit_after

LONGEST_FIRST = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
ALL_OF_THEM = re.compile(rf"(?:{LONGEST_FIRST})(?![\w²³])")
BEHIND = ["", " ", ".", ",", "s", "²", "³", "_", "2", "é", "/", "-", "%"]


@given(
    unit=st.sampled_from(sorted(UNITS)),
    behind=st.sampled_from(BEHIND),
    more=st.text("aceghimnrstxy ²%.", max_size=6),
)
def test_a_unit_is_found_as_one_pattern_of_all_finds_it(unit, behind, more):
    said = unit + behind + more
    found, wanted = unit_after(said), ALL_OF_THEM.match(said)
    if found and "/" in found[0].name:
        assert wanted
        assert found[0].name.startswith(UNITS[wanted[0]].name)
    else:
        assert (found and said[: found[1]]) == (wanted and wanted[0])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (" m", "m"),
        (" mm wide", "mm"),
        (" m² of it", "m²"),
        ("-metre", "metre"),
        (" mmx", None),
        (" m_", None),
        (" miles per hour", "miles/hour"),
        (" Bars", "bars"),
        ("", None),
    ],
)
def test_the_longest_whole_word_counts(said, name):
    found = unit_after(said)
    assert (found and found[0].name) == name
