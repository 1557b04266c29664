"""Casting: puts together somebody who would ask about a passage, from the casting note and the topic alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from colloquist.models.embedded import reading
from colloquist.models.embedded.assistant import found_by
from colloquist.models.embedded.beyond import probes
from colloquist.models.embedded.passage import Passage, Unit, read_passage, said, waiting
from colloquist.models.embedded.people import BELIEFS, DOMAINS, TEMPERAMENTS, WRITINGS
from colloquist.models.embedded.positions import POSITIONS, VIEWS
from colloquist.models.embedded.questions import questions
from colloquist.models.embedded.seed import seed_units
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.vocabulary import vocabulary
from colloquist.models.embedded.words import lot, pick, stems
from colloquist.state.persona import Persona

_CLAUSE = re.compile(r"\A(?:why|how|what|when|where|which|who|whether)\b")
_NOTE = re.compile(r"\b(stake|temperament|writing): (.+?)(?=; \w+: |$)", re.MULTILINE)


class Casting(NamedTuple):
    """What a prompt asks of a persona."""

    stake: str
    temperament: str
    writing: str
    perspective: str
    bring_out: str


def persona(text: str) -> Persona:
    """Return the person that a casting prompt asks for."""
    found = reading.sources(text)
    passage = (
        read_passage(found[0]) if found else read_passage(reading.Source(1, "", (text.strip()[-200:] or "…",)))
    )
    cast = _casting(text, passage)
    position = POSITIONS[_position(cast)]
    name = topic(passage).name or "the subject"
    key = (passage.title, passage.sentences[0].text, cast.perspective)
    return Persona(
        role=f"{_with_article(pick(_roles(passage), 'role', *key))} {position.tail}",
        situation=pick(position.situations, "situation", *key),
        knows=[f"has come across {name} but was never taught about it", pick(BELIEFS, "belief", *key)],
        gaps=gaps(passage, cast),
        goal=position.goal,
        tone=cast.temperament,
        style=cast.writing,
        perspective=cast.perspective or f"somebody who {cast.stake}",
    )


def _casting(text: str, passage: Passage) -> Casting:
    drawn = {k: v.strip() for k, v in _NOTE.findall(reading.without_blocks(text))}
    key = passage.sentences[0].text
    return Casting(
        stake=drawn.get("stake") or pick(sorted(POSITIONS), "stake", key),
        temperament=drawn.get("temperament") or pick(TEMPERAMENTS, "temperament", key),
        writing=drawn.get("writing") or pick(WRITINGS, "writing", key),
        perspective=reading.line_after(text, "The perspective"),
        bring_out=reading.line_after(text, "What it should bring out"),
    )


def _position(cast: Casting) -> str:
    """Return the position that fits a perspective, or else a stake, best."""
    if cast.perspective in VIEWS:
        return VIEWS[cast.perspective]
    wanted = stems(f"{cast.perspective} {cast.stake}")
    best = max(sorted(POSITIONS), key=lambda stake: len(stems(stake) & wanted))
    return best if stems(best) & wanted else pick(sorted(POSITIONS), cast.stake, cast.perspective)


def _roles(passage: Passage) -> tuple[str, ...]:
    counts = vocabulary(passage).counts
    weights = {domain: sum(counts[s] for s in stems(marks)) for domain, (marks, _) in DOMAINS.items()}
    best = max(DOMAINS, key=lambda domain: weights[domain])
    return DOMAINS[best if weights[best] > 1 else "any"].roles


def gaps(passage: Passage, cast: Casting) -> list[str]:
    """Return what the person wants to know: something the passage answers, then something it does not."""
    asked = cast.bring_out.rstrip(".") if _CLAUSE.match(cast.bring_out) else _answerable(passage, cast)
    known = frozenset().union(*(sentence.stems for sentence in passage.sentences))
    beyond = [probe.indirect for probe in probes(known)] or ["what other people make of it"]
    return [gap for gap in (asked, pick(beyond, passage.title, cast.stake)) if gap]


def _answerable(passage: Passage, cast: Casting) -> str:
    """Return a question whose answer waits after the seed and can be found by its words alone."""
    told = said([unit.spoken for unit in seed_units(passage)])
    units = waiting([passage], told)
    fitting = findable(passage, units)
    return fitting[lot(cast.stake, passage.title) % min(3, len(fitting))] if fitting else ""


def findable(passage: Passage, units: Sequence[Unit]) -> list[str]:
    """Return clauses that ask for one of `units` each and find it by their words, the surest first."""
    asked = [(q, unit) for unit in units for q in questions(passage, unit) if q.indirect and not q.pointing]
    ranked = sorted(asked, key=lambda pair: -pair[0].sure)
    return [q.indirect for q, unit in ranked if q.sure > 0 and found_by(q.indirect, units, [passage]) == unit]


def _with_article(role: str) -> str:
    return f"an {role}" if role[0] in "aeio" else f"a {role}"
