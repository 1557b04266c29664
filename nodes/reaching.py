"""What lies within reach of a conversation: neighbours of its sources, then related snippets of the corpus."""

import re
from collections.abc import Sequence
from functools import lru_cache

from colloquist.state.dialogue import Dialogue
from colloquist.state.limits import branches_left, full
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import path_sources, spoken

REACH = 4
SHARED_TERMS = 9


def within_reach(dialogue: Dialogue, settings: Settings) -> list[Snippet]:
    """Return what the next answers of the running path could draw on; nothing when it has no more to come."""
    if full(dialogue, settings) and not branches_left(dialogue, settings):
        return []
    return around(path_sources(dialogue), spoken(dialogue)[-2]["text"], settings)


def around(met: Sequence[Snippet], asked: str, settings: Settings) -> list[Snippet]:
    """Return what could join the sources that were met, while more may join, when this is asked."""
    if len(met) > settings.sources:
        return []
    ids = {snippet.id for snippet in met}
    near = {near.id: near for snippet in met for near in settings.library.neighbours(snippet)}
    fresh = {id_: snippet for id_, snippet in near.items() if id_ not in ids}
    if len(fresh) < REACH:  # a search costs much more than looking next door
        fresh |= {snippet.id: snippet for snippet in _related(met[0], asked, settings) if snippet.id not in ids}
    return list(fresh.values())[:REACH]


def _related(about: Snippet, asked: str, settings: Settings) -> list[Snippet]:
    here = _terms(about.text) | _terms(asked)
    found = settings.library.related(f"{about.heading} {asked}", REACH)
    return [snippet for snippet in found if len(_terms(snippet.text) & here) >= SHARED_TERMS]


@lru_cache(maxsize=256)
def _terms(text: str) -> frozenset[str]:
    return frozenset(word[:7] for word in re.findall(r"\w{5,}", text.casefold()))
