"""What lies within reach: the neighbours first, and a search of the corpus only where they do not suffice."""

import pytest

from colloquist.nodes.reaching import REACH, around
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

ABOUT = "relief valves open because pressure beneath their discs exceeds what springs can hold against water"


class Shelf:
    """A library with so many neighbours and so many related snippets; it counts its searches."""

    def __init__(self, neighbours, related):
        self.near = [Snippet(text=f"Neighbour {n}: {ABOUT}.") for n in range(neighbours)]
        self.alike = [Snippet(text=f"Related {n}: {ABOUT}.") for n in range(related)]
        self.searches = 0

    def neighbours(self, snippet):
        return self.near

    def related(self, query, limit):
        self.searches += 1
        return self.alike[:limit]


@pytest.mark.parametrize(
    ("neighbours", "related", "found", "searches"),
    [(6, 4, ["Neighbour"] * 4, 0), (4, 4, ["Neighbour"] * 4, 0), (1, 4, ["Neighbour", *["Related"] * 3], 1)],
)
def test_neighbours_come_first_and_a_search_is_made_where_they_are_few(neighbours, related, found, searches):
    shelf = Shelf(neighbours, related)
    met = Snippet(text=f"Here: {ABOUT}.", title="Relief valves")
    reached = around([met], f"Why do {ABOUT}?", Settings(library=shelf))
    assert [snippet.text.partition(" ")[0] for snippet in reached] == found
    assert len(reached) == REACH
    assert shelf.searches == searches


def test_what_shares_few_words_is_not_related():
    shelf = Shelf(0, 0)
    shelf.alike = [Snippet(text="Pressure is a word, too.")]
    met = Snippet(text=f"Here: {ABOUT}.")
    assert around([met], f"Why do {ABOUT}?", Settings(library=shelf)) == []


def test_nothing_is_within_reach_once_as_many_sources_have_joined_as_may():
    shelf = Shelf(4, 4)
    met = [Snippet(text=f"Source {n}: {ABOUT}.") for n in range(3)]
    assert around(met, "Why?", Settings(library=shelf, sources=2)) == []
    assert len(around(met, "Why?", Settings(library=shelf, sources=3))) == REACH
