"""People: who might ask about a field, what they wrongly believe, and how they talk."""

from typing import NamedTuple

from colloquist.models.embedded.tables import stanzas


class Domain(NamedTuple):
    """A field of life: the words that mark a passage as its own, and who works in it."""

    marks: str
    roles: tuple[str, ...]


_DOMAINS = """
engineering
~ valve pressure pipe bridge load spring steel wind force machine heat pump flow gear vessel engine motor
  wall
maintenance planner at a laundry
site foreman
insurance assessor
boiler attendant at a hospital
workshop teacher at a vocational school
retired fitter and restorer
buyer for a dairy

health
~ disease vaccine drug bacteria patient infection outbreak death physician theory fatal case water cell dose
  hospital cholera blood virus doctor epidemic health
district nurse
driver for a medical store
pharmacy assistant
school caretaker
parish councillor
care-home manager
veterinary receptionist

computing
~ bit hash software data computer network memory database file program algorithm code label web server
night-shift systems operator
librarian in charge of the catalogue
bookkeeper with a very large spreadsheet
web developer at a small shop
archivist
test engineer

society
~ trade country price wage worker law court right copyright patent market cost tax labour economy author
  owner
furniture maker with an export order
union representative
shop owner on a border
translator of manuals
clerk to a town council
farmer who sells abroad
photographer

earth
~ plate rock mantle sea ocean earthquake volcano mountain river climate crust continent fault floor
quarry manager
surveyor of old buildings
ferry captain
geography teacher standing in for a colleague
guide at a national park
well driller

history
~ ancient century ship bronze fragment inscription king empire museum war excavation astronomical zodiac
  moon
clock repairer
museum attendant
model builder
diver on a harbour crew
auction-house porter
metalworking instructor

numbers
~ probability chance number theorem percent proof random sample average pair birthday statistic
raffle organiser
quality inspector at a bottling plant
bridge-club secretary
payroll clerk
referee in charge of the fixtures
scout leader

any
~
foreman in a small workshop
clerk at a town hall
caretaker of a school
buyer for a cooperative
retired bus driver
manager of a village hall
"""
BELIEFS = tuple(
    """
is fairly sure that more of it is always better
believes that it is mostly a matter of experience
takes it for granted that it works the same everywhere
thinks that the simplest explanation is usually enough
assumes that the people who set it up knew every reason
reckons that whatever has worked so far will go on working
""".strip().splitlines()
)
INTERVIEWERS = tuple(
    """
editor of a members' newsletter
presenter on a village radio
writer of an audio guide
volunteer at an oral history archive
maker of training films
reporter for a trade paper
""".strip().splitlines()
)
TEMPERAMENTS = (
    "sceptical, wants to see the working",
    "hurried and practical",
    "dry, understated",
    "calm and exact",
)
WRITINGS = (
    "short clipped sentences",
    "plain words, concrete nouns",
    "careful full sentences, almost like a letter",
)
DOMAINS = {name: Domain(marks.strip("~ "), tuple(roles)) for name, marks, *roles in stanzas(_DOMAINS)}
