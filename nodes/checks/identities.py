"""Two lives in one mouth: what users say of themselves, and where it cannot be true of one person."""

import re
from collections.abc import Iterator

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.nodes.checks.wording import bag, listed
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding

_WORK = frozenset(
    listed(
        """
    accountant actor architect artist astronomer baker banker barber barista biologist blacksmith bookkeeper
    brewer bricklayer builder butcher buyer captain caretaker carpenter carer chef chemist cleaner clerk
    climber cook coroner councillor curator dairyman dancer dentist designer developer diver doctor driver
    drover economist editor electrician engineer farmer firefighter fisherman florist forester gamekeeper
    gardener geologist glazier grocer guard guide hairdresser historian inspector interpreter janitor
    jeweller jockey joiner journalist judge keeper landlord lawyer lecturer librarian machinist magistrate
    mason mathematician mechanic midwife miller miner musician nurse nurseryman officer optician organist
    painter paramedic pastor pharmacist photographer physicist physiotherapist pianist pilot plumber
    policeman policewoman porter postman potter priest programmer psychologist publican publisher
    receptionist registrar reporter restorer roofer sailor salesman scientist sculptor secretary shepherd
    shopkeeper singer smith soldier solicitor statistician student surgeon surveyor tailor tanner teacher
    technician translator undertaker vet veterinarian vicar waiter waitress warden weaver welder writer
    zookeeper arzt ärztin krankenschwester lehrer lehrerin schüler student studentin bäcker bäckerin pilot
    pilotin ingenieur ingenieurin elektriker elektrikerin landwirt landwirtin anwalt anwältin
    """
    )
)
_LED = r"(?:[\w'’-]+ ){0,4}?"
_SELF = re.compile(
    r"\b(?:I(?:'m|’m| am)(?: (?:also|just|only|actually))?|I work as|I earn my living as|my job as|speaking as|as|"
    rf"ich bin|ich arbeite als) (?:an? |the |ein |eine )?(?P<led>{_LED})(?P<work>{'|'.join(sorted(_WORK))})\b"
    r"(?P<after>,? (?:I|my|me|we|our)\b|)",
    re.I,
)
_AGE = re.compile(
    r"\bI(?:'m|’m| am) (?:now |only )?(\d{2})\b(?= years| and|[,.;]|$)(?!\s?(?:%|cm|km|m\b|minutes|miles))", re.I
)
_HOME = re.compile(
    r"\b(?:I live in|where I live in|my home in|ich wohne in|here in) ((?:[A-ZÄÖÜ][\wäöüß-]+ ?){1,3})"
)


def identities(path: Transcript) -> Iterator[Finding]:
    """Find the user turn that claims a second trade, age or home. What the persona says is not a second."""
    notes = {id_: " ".join(str(value) for _, value in who).casefold() for id_, who in path.people.items()}
    told: dict[tuple[str | None, str], tuple[str, str]] = {}
    for turn in path.turns:
        if turn["role"] != "user" or turn["made_by"] == "seed":
            continue
        who = path.speaker(turn)
        own = notes.get(who, "")
        for what, said in _claims(turn):
            before = told.setdefault((who, what), (said, turn["id"]))
            if _clash(what, before[0], said) and not (said in own and before[0] in own):
                says = f'the user is "{said}" here and "{before[0]}" in turn {before[1]}'
                yield on_turn(turn, "identities", says, "reject")
                return


def _claims(turn: Turn) -> Iterator[tuple[str, str]]:
    for match in () if _WORK.isdisjoint(bag(turn["text"])) else _SELF.finditer(turn["text"]):
        comparing = match[0].lower().startswith("as ") and not re.match(
            r",? (?:I|my|me|we|our)\b", match["after"], re.I
        )
        if (
            not comparing
            and " not " not in f" {match['led'].lower()} "
            and not re.search(r"\b(?:the|a|my|his|her)\b", match["led"].lower())
        ):
            yield "trade", match["work"].casefold()
    for match in _AGE.finditer(turn["text"]):
        yield "age", match[1]
    for match in _HOME.finditer(turn["text"]):
        yield "home", match[1].strip().casefold()


def _clash(what: str, before: str, said: str) -> bool:
    if what == "home":
        return before.split()[0] != said.split()[0]
    return before != said
