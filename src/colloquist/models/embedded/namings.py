"""What a sentence names: terms, places and things set against each other, and how to ask for them."""

import re
from collections.abc import Iterator

from colloquist.models.embedded.lexicon import PREPOSITIONS
from colloquist.models.embedded.patterns import Specific, bare, main
from colloquist.models.embedded.vocabulary import Vocabulary

_CALLED = re.compile(
    r"\b(?:called|known as|termed) ((?:the |an? )?[a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2})(?=[,.;]|\Z| and )"
)
_CONTRAST = re.compile(r"\A([^,;:]+), (?:whereas|while) ([^,;:]+)")
_PLACE = re.compile(
    r"\A((?:In|At|On|Near) (?:the )?[A-Z][\w’-]+(?: (?:of the |of )?[A-Z][\w’-]+)*)"
    r"(?: on \d+ \w+ \d{4}| in \d{4})?,? "
    r"(?=the |an? |[a-z]+s |[a-z]+ )"
)
_MONTH = re.compile(r"January|February|March|April|May|June|July|August|September|October|November|December")


def namings(text: str, known: Vocabulary) -> list[Specific]:
    """Return the questions that a sentence answers by what it names."""
    whole = bare(text)
    return [*_term(whole), *_place(whole), *_contrast(whole, known)]


def _term(text: str) -> Iterator[Specific]:
    match = _CALLED.search(text)
    if match and not any(word in PREPOSITIONS for word in match[1].split()):
        term = match[1]
        if term.startswith(("the ", "a ", "an ")):
            yield Specific(f"What is {term}?", f"what {term} is", "definition", 8)
        else:
            yield Specific(f"What is meant by {term}?", f"what is meant by {term}", "definition", 8)


def _place(text: str) -> Iterator[Specific]:
    match = _PLACE.match(text)
    if match and not _MONTH.search(match[1]) and match[1].split()[-1] not in ("The", "Under"):
        place = match[1][0].lower() + match[1][1:]
        past = bool(re.search(r" (?:was|were|had|did) |\b1[0-9]{3}\b|\bheld\b", text))
        asked = f"what happened {place}" if past else f"how things stand {place}"
        direct = f"What happened {place}?" if past else f"How do things stand {place}?"
        yield Specific(direct, asked, "place", 7)


def _contrast(text: str, known: Vocabulary) -> Iterator[Specific]:
    match = _CONTRAST.match(text)
    one, other = (main(match[1], known), main(match[2], known)) if match else (None, None)
    if one and other and max(len(one.subject.split()), len(other.subject.split())) <= 5:
        pair = f"{one.subject} and {other.subject}"
        yield Specific(f"How do {pair} differ?", f"how {pair} differ", "contrast", 7)
