"""The subject of a sentence: what can be asked about it, from what its main verb says of it."""

import re
from collections.abc import Iterator

from colloquist.models.embedded.clause import Clause
from colloquist.models.embedded.forms import supposes
from colloquist.models.embedded.lexicon import (
    ADJECTIVES,
    ADVERBS,
    BE,
    CHANGE,
    DETERMINERS,
    PREPOSITIONS,
    SUPERLATIVE,
    TRANSITIVE,
    listed,
)
from colloquist.models.embedded.patterns import Specific, bare, main
from colloquist.models.embedded.verbs import BASE, is_participle
from colloquist.models.embedded.vocabulary import Vocabulary

LONGEST_SUBJECT = 5
_CUT = re.compile(
    r",? (?:and|but|so|which|because|since|whereas|while|although|when|if|where|until|unless)\b|[;:,]"
)
_UNCLEAR = re.compile(
    r"\A(?:the )?(?:usual|best|main|key|first|last|rest|one|two|three|other|same|others?|whole|more|most|much"
    r"|\d.*)\Z"
    r"|\A(?:nearly|about|almost|it|there|people|one|nothing|nobody|everything|each|most|many|some|what|more|all)\b"
    r"|\bof (?:them|it|these)\b|,"
    r"|ing\b (?:a|an|the)\b|\bthe \w+er the\b"
)
_NUMBERED = re.compile(
    r"\A(?:\w+-(?:one|two|three|four|five|six|seven|eight|nine)|two|three|four|five|six|seven|eight|nine|ten)\b"
)
_LED_IN = re.compile(
    r"\A(?:In|At|On|Below|Above|Under|With|For|From|During|After|Before|By|Over|Within|Without|Among)\b[^,;:]{3,60}?"
    r"(?:, |(?<=[a-z0-9]) (?=(?:an?|the|any|each|every|one|some|most) ))"
)
_APPOSED = re.compile(
    r"\A([^,;:]{3,60}), (?:an? |the |which |opened |described |proposed |called |or )?[^,;:]{3,70}, (?=[a-z]+ )"
)
_REPORTED = listed(
    """
    expected described known said called thought believed considered credited proposed estimated supposed
    likened meant kept left given used
    """
)
_IDLE = listed("have tell face follow resemble owe lack cost meet leave concern supply")
_WITH_PREPOSITION = {"depend": "on", "consist": "of", "rely": "on", "lead": "to", "result": "from", "belong": "to"}


def subject(text: str, known: Vocabulary) -> str:
    """Return the subject of a sentence where it is a name that a question can hold, or nothing."""
    parts = _parts(text, known)
    return parts.subject if parts else ""


def main_clause(text: str, known: Vocabulary) -> Clause | None:
    """Return the main clause of a sentence, cut where another begins, where its subject is such a name."""
    return _parts(text, known)


def about_subject(text: str, known: Vocabulary) -> list[Specific]:
    """Return what can be asked about the subject: what it is, does, needs, or what becomes of it."""
    parts = _parts(text, known)
    return list(_being(parts) if parts.verb in BE and not parts.base else _doing(parts)) if parts else []


def _parts(text: str, known: Vocabulary) -> Clause | None:
    whole = bare(text)
    led_in = _LED_IN.match(whole)
    short = _APPOSED.sub(r"\1 ", whole)
    tried = [whole, *([short] if short != whole else []), *([whole[led_in.end() :]] if led_in else [])]
    return next((parts for one in tried if (parts := _named(one, known))), None)


def _named(whole: str, known: Vocabulary) -> Clause | None:
    """Return the parts of a main clause whose subject is a name that can be asked about."""
    if supposes(whole):
        return None
    cut = next((m for m in _CUT.finditer(whole) if len(whole[: m.start()].split()) >= 4), None)
    parts = main(whole[: cut.start()] if cut else whole, known)
    if parts and parts.past and parts.subject.startswith(("a ", "an ")):
        return None
    if (
        not parts
        or len(parts.subject.split()) > LONGEST_SUBJECT
        or _UNCLEAR.search(parts.subject.casefold())
        or _NUMBERED.match(parts.subject)
    ):
        return None
    return parts


def _being(parts: Clause) -> Iterator[Specific]:
    name, low = parts.subject, parts.rest.casefold().split()
    rest = [word for word in low if word not in ADVERBS and not word.endswith("ly")] or [""]
    after = rest[1] if len(rest) > 1 else ""
    if is_participle(rest[0]):
        if rest[0] not in _REPORTED and "not" not in low[:2] and (after in PREPOSITIONS or after == "out"):
            kept = " ".join(low[: low.index(rest[0]) + 1]) + (" out" if after == "out" else "")
            yield Specific(f"How {parts.verb} {name} {kept}?", f"how {name} {parts.verb} {kept}", "manner", 5)
    elif any(word in SUPERLATIVE for word in name.split()) and rest[0] not in ADJECTIVES:
        yield Specific(f"What {parts.verb} {name}?", f"what {name} {parts.verb}", "definition", 7)
    elif rest[0] in ("a", "an") and name.split()[0] != "the":
        yield Specific(f"What {parts.verb} {name}?", f"what {name} {parts.verb}", "definition", 6)
    elif rest[0] in ADJECTIVES and "not" not in low[:2] and "than" not in low:
        yield Specific(f"What {parts.verb} {name} like?", f"what {name} {parts.verb} like", "definition", 4)


def _doing(parts: Clause) -> Iterator[Specific]:
    name, low = parts.subject, parts.rest.casefold().split() or [""]
    do = parts.support
    if parts.verb in ("can", "must", "should") and low[0] in BASE:
        yield Specific(f"What {parts.verb} {name} do?", f"what {name} {parts.verb} do", "consequence", 4)
    elif parts.verb in ("has", "have", "had") and not parts.base:
        yield Specific(f"What {parts.verb} {name} done?", f"what {name} {parts.verb} done", "change", 3)
    elif _WITH_PREPOSITION.get(parts.base) == low[0]:
        asked = f"{parts.verb} {low[0]}"
        yield Specific(f"What {do} {name} {parts.base} {low[0]}?", f"what {name} {asked}", "object", 7)
    elif parts.base in TRANSITIVE and low[0] not in PREPOSITIONS and low != [""]:
        yield Specific(f"What {do} {name} {parts.base}?", f"what {name} {parts.verb}", "object", 6)
    elif parts.base in CHANGE and (low[0] in PREPOSITIONS or low[0] in ADVERBS):
        happens = "happened" if parts.past else "happens"
        yield Specific(f"What {happens} to {name}?", f"what {happens} to {name}", "change", 5)
    elif parts.base and parts.base not in _IDLE and low[0] in DETERMINERS:
        done = {"do": "do", "does": "does", "did": "did"}[do]
        yield Specific(f"What {do} {name} do?", f"what {name} {done}", "object", 4)
