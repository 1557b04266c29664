"""Casting: puts together somebody who would ask about a passage, from the casting note and the topic alone."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from colloquist.models.embedded import reading
from colloquist.models.embedded.assistant import found_by
from colloquist.models.embedded.beyond import probes
from colloquist.models.embedded.passage import Passage, Unit, read_passage, said, waiting
from colloquist.models.embedded.people import BELIEFS, DOMAINS, INTERVIEWERS, TEMPERAMENTS, WRITINGS
from colloquist.models.embedded.positions import POSITIONS, VIEWS
from colloquist.models.embedded.questions import questions
from colloquist.models.embedded.seed import seed_units
from colloquist.models.embedded.topic import topic
from colloquist.models.embedded.vocabulary import vocabulary
from colloquist.models.embedded.words import lot, pick, stems
from colloquist.state.persona import Persona

_CLAUSE = re.compile(r"\A(?:why|how|what|when|where|which|who|whether)\b")
_INTERVIEW = re.compile(r"\bperson is an interviewer\b", re.IGNORECASE)
_NOTE = re.compile(r"\b(stake|temperament|writing): (.+?)(?=; \w+: |$)", re.MULTILINE)


class Casting(NamedTuple):
    """What a prompt asks of a persona."""

    stake: str
    temperament: str
    writing: str
    perspective: str
    bring_out: str
    opened: str = ""
    """What a conversation opens with that quotes its facts: a problem, say."""


def persona(text: str) -> Persona:
    """Return the person that a casting prompt asks for."""
    passage = passage_of(text)
    cast = _casting(text, passage)
    roles = INTERVIEWERS if _INTERVIEW.search(reading.without_blocks(text)) else roles_in(passage)
    return somebody(pick(roles, "role", *_key(passage, cast)), passage, cast)


def passage_of(text: str) -> Passage:
    """Return the first source of a prompt, or what stands in for one."""
    found = reading.sources(text)
    return read_passage(found[0] if found else reading.Source(1, "", (text.strip()[-200:] or "…",)))


def somebody(role: str, passage: Passage, cast: Casting) -> Persona:
    """Return somebody in that role, as a casting note has them."""
    position = POSITIONS[_position(cast)]
    name = topic(passage).name or "the subject"
    key = _key(passage, cast)
    return Persona(
        role=f"{_with_article(role)} {position.tail}",
        situation=pick(position.situations, "situation", *key),
        knows=[f"has come across {name} but was never taught about it", pick(BELIEFS, "belief", *key)],
        gaps=gaps(passage, cast),
        goal=position.goal,
        tone=cast.temperament,
        style=cast.writing,
        perspective=cast.perspective or f"somebody who {cast.stake}",
    )


def _key(passage: Passage, cast: Casting) -> tuple[str, ...]:
    return passage.title, passage.sentences[0].text, cast.perspective


def _casting(text: str, passage: Passage) -> Casting:
    around = reading.without_blocks(text)
    note = casting_of(around, passage)
    return note._replace(
        perspective=reading.line_after(text, "The perspective"),
        bring_out=reading.line_after(text, "What it should bring out"),
        opened=reading.tagged(text, "problem"),
    )


def casting_of(note: str, passage: Passage) -> Casting:
    """Return what a casting note draws, with something for what it leaves open."""
    drawn = {k: v.strip() for k, v in _NOTE.findall(note)}
    key = passage.sentences[0].text
    return Casting(
        stake=drawn.get("stake") or pick(sorted(POSITIONS), "stake", key),
        temperament=drawn.get("temperament") or pick(TEMPERAMENTS, "temperament", key),
        writing=drawn.get("writing") or pick(WRITINGS, "writing", key),
        perspective="",
        bring_out="",
    )


def _position(cast: Casting) -> str:
    """Return the position that fits a perspective, or else a stake, best."""
    if cast.perspective in VIEWS:
        return VIEWS[cast.perspective]
    wanted = stems(f"{cast.perspective} {cast.stake}")
    best = max(sorted(POSITIONS), key=lambda stake: len(stems(stake) & wanted))
    return best if stems(best) & wanted else pick(sorted(POSITIONS), cast.stake, cast.perspective)


def roles_in(passage: Passage) -> tuple[str, ...]:
    """Return who might have to do with what a passage is about."""
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
    told = said([*(unit.spoken for unit in seed_units(passage)), cast.opened])
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
