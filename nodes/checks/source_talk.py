"""Talk about the material: nobody in the conversation may know that there is a passage."""

import re
from collections.abc import Iterator, Sequence

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import Phrases, listed
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding

_ANY = "(?:snippet|passage|excerpt|text|sources?|document|material|context|article|paragraph|section)"
_THING = "(?:snippet|passage|excerpt|text|sources?|document|material)"
_SAYS = (
    "(?:says?|said|states?|stated|mentions?|mentioned|describes?|notes?|tells?|gives?|doesn't|does not|do not|"
    "don't|only (?:says?|gives?|mentions?)|explains?|shows?|lists?|makes? no|is silent)"
)
_ENGLISH_WORDS = listed(
    "snippet passage excerpt text source sources document material context article paragraph section sentence "
    "information provided given retrieved supplied stated mentioned described"
)
_GERMAN_WORDS = listed(
    "text textes quelle abschnitt passage dokument auszug textabschnitt obigen vorliegenden gegebenen "
    "bereitgestellten"
)
_ENGLISH = Phrases(
    _ENGLISH_WORDS,
    rf"\b(?:the|this|that|our|your|my) (?:provided|given|supplied|above|source|following|retrieved) {_ANY}\b",
    rf"\b(?:the|this) {_ANY} (?:above|below|provided|given|you (?:provided|gave|shared)|I was given)\b",
    rf"\b(?:according to|based on|as (?:stated|mentioned|described|noted|given) in) (?:the|this) {_THING}\b",
    r"\b(?:from|in) (?:the|this) (?:snippet|passage|excerpt|text|document|provided|given)\b",
    rf"\b(?:the|this) {_THING} (?:also |itself |just |here )?{_SAYS}\b",
    r"\bthe snippet\b",
    r"\b(?:sentence|source) \d+(?:\.\d+)?\b",
    r"\bas (?:stated|mentioned|described) above in the\b",
    r"\bthe information (?:provided|given)\b",
)
_GERMAN = Phrases(
    _GERMAN_WORDS,
    r"\b(?:laut|gemäß) (?:dem |der |des )?(?:Text|Textes|Quelle|Abschnitt|Passage|Dokument|Auszug)\b",
    r"\bder Quelle zufolge\b",
    (
        r"\b(?:der|dieser|die|diese|das|dieses) (?:Text|Abschnitt|Auszug|Passage|Quelle|"
        r"Dokument) (?:sagt|nennt|erwähnt|beschreibt|gibt|besagt|schweigt)"
    ),
    r"\b(?:im|in dem) (?:obigen |vorliegenden |gegebenen )?(?:Text|Textabschnitt|Auszug)\b",
    r"\b(?:im|der|den) (?:obigen|vorliegenden|gegebenen|bereitgestellten) \w+",
)


def source_talk(path: Transcript) -> Iterator[Finding]:
    """Find turns that speak of "the snippet" or "the text above"; a text that the user brought may be named."""
    theirs = ""
    for turn in path.turns:
        if turn["role"] == "user":
            theirs += " " + turn["text"].casefold()
        yield from talk(turn, path.source_texts, theirs)


def talk(turn: Turn, sources: Sequence[str], theirs: str) -> Iterator[Finding]:
    """Find out whether one turn speaks of a text that is not in the `sources`' own words, nor `theirs`."""
    for found in _phrases(turn["text"]):
        if found.casefold() not in " ".join(sources).casefold() and not _brought(found, theirs):
            yield on_turn(turn, "source_talk", f'"{found}": nobody here has seen a text')
            return


def _phrases(text: str) -> Iterator[str]:
    for form in (_ENGLISH, _GERMAN):
        if found := form.search(text):
            yield found[0]


def _brought(found: str, said: str) -> bool:
    """Whether the user has spoken of a document of their own by this word."""
    thing = re.search(_ANY, found, re.I)
    return thing is not None and re.search(rf"\b(?:my|our|a|an) (?:\w+ )?{thing[0].lower()}\b", said) is not None
