"""People: who might ask, in what position, and how they talk; the material that personas are put together from."""

from typing import NamedTuple


class Position(NamedTuple):
    """A part in life: what it is called after a role, what brings them here, what they want to leave with."""

    tail: str
    situations: tuple[str, ...]
    goal: str


DOMAINS: dict[str, tuple[str, tuple[str, ...]]] = {
    "engineering": (
        "valve pressure pipe bridge load spring steel wind force machine heat pump flow gear vessel engine motor wall",
        ("maintenance planner at a laundry", "site foreman", "insurance assessor", "boiler attendant at a hospital",
         "workshop teacher at a vocational school", "retired fitter and restorer", "buyer for a dairy"),
    ),
    "health": (
        "disease vaccine drug bacteria patient infection outbreak death physician theory fatal case water cell dose hospital cholera blood virus doctor epidemic health",
        ("district nurse", "driver for a medical store", "pharmacy assistant", "school caretaker", "parish councillor",
         "care-home manager", "veterinary receptionist"),
    ),
    "computing": (
        "bit hash software data computer network memory database file program algorithm code label web server",
        ("night-shift systems operator", "librarian in charge of the catalogue", "bookkeeper with a very large spreadsheet",
         "web developer at a small shop", "archivist", "test engineer"),
    ),
    "society": (
        "trade country price wage worker law court right copyright patent market cost tax labour economy author owner",
        ("furniture maker with an export order", "union representative", "shop owner on a border", "translator of manuals",
         "clerk to a town council", "farmer who sells abroad", "photographer"),
    ),
    "earth": (
        "plate rock mantle sea ocean earthquake volcano mountain river climate crust continent fault floor",
        ("quarry manager", "surveyor of old buildings", "ferry captain", "geography teacher standing in for a colleague",
         "guide at a national park", "well driller"),
    ),
    "history": (
        "ancient century ship bronze fragment inscription king empire museum war excavation astronomical zodiac moon",
        ("clock repairer", "museum attendant", "model builder", "diver on a harbour crew", "auction-house porter",
         "metalworking instructor"),
    ),
    "numbers": (
        "probability chance number theorem percent proof random sample average pair birthday statistic",
        ("raffle organiser", "quality inspector at a bottling plant", "bridge-club secretary", "payroll clerk",
         "referee in charge of the fixtures", "scout leader"),
    ),
    "any": (
        "",
        ("foreman in a small workshop", "clerk at a town hall", "caretaker of a school", "buyer for a cooperative",
         "retired bus driver", "manager of a village hall"),
    ),
}
POSITIONS: dict[str, Position] = {
    "uses it at work every day without having been taught it": Position(
        "who learnt the job by watching",
        ("Nobody at work was ever taught the theory behind it.", "The man who showed me the job retired before he came to the why."),
        "an explanation that fits what happens at work every day",
    ),
    "has to decide whether to pay for it": Position(
        "with a budget to answer for",
        ("There is an offer on my desk, and the answer is due on Thursday.", "The committee votes on the money next week."),
        "a clear yes or no, and one good reason for it",
    ),
    "has had it go wrong and must explain why": Position(
        "who has to explain a mishap",
        ("The report on what went wrong is due on Friday.", "It went wrong on my shift, and now everybody wants a reason."),
        "an explanation that will stand up in front of other people",
    ),
    "is affected by it without having chosen it": Position(
        "who was never asked",
        ("Nobody asked me, but my working day depends on it now.", "It was decided over our heads, and we live with it."),
        "an idea of what is being done and why",
    ),
    "has to check or certify somebody else's work on it": Position(
        "who signs off other people's work",
        ("There is a file on my desk that needs my signature.", "My name goes under somebody else's work tomorrow."),
        "two or three points to check before signing",
    ),
    "builds or makes something that depends on it": Position(
        "with something half built",
        ("Something I have half finished depends on this.", "My first attempt did not do what it should."),
        "enough understanding to build the next one properly",
    ),
    "has inherited responsibility for it from somebody who left": Position(
        "who took over from somebody",
        ("My predecessor left three folders and no explanation.", "I took this over in spring and am still reading up."),
        "the reasons behind what was left on the desk",
    ),
    "distrusts what they were told about it": Position(
        "with doubts about the official version",
        ("What I was told does not add up.", "Two people have told me two different things."),
        "a version that can be checked",
    ),
    "has to explain it to somebody under their care next week": Position(
        "with somebody to teach",
        ("Next week I have to explain this to somebody who trusts me to know.", "My apprentice will ask me about this on Monday."),
        "an explanation that survives a second question",
    ),
    "compares it with how it is done in their own trade": Position(
        "who compares it with the trade",
        ("In my trade we do it differently, or so I thought.", "We have something in my trade that looks just like it."),
        "where the comparison holds and where it stops",
    ),
    "restores, repairs or maintains old things": Position(
        "who keeps old things going",
        ("Keeping old things going is my work, and this keeps coming up.", "I take things apart for a living and like to know the reason for every part."),
        "a reason for each part before anything is touched",
    ),
    "has to write a rule or an instruction about it": Position(
        "with an instruction to write",
        ("There is half a page of instructions to write, and it has to be right.", "The old instruction sheet contradicts itself."),
        "wording that nobody can misunderstand",
    ),
    "lost an argument about it yesterday": Position(
        "who lost an argument",
        ("I lost an argument about this yesterday.", "My brother-in-law was sure of himself yesterday, and I had no answer."),
        "the point that settles the argument, either way",
    ),
    "wants to do it at a much smaller or larger scale than usual": Position(
        "who works on another scale",
        ("Our numbers are about a tenth of what is usual.", "Everything we do is far bigger than anybody else round here."),
        "which part of it changes with the size",
    ),
}
VIEWS: dict[str, str] = {
    "somebody who has to repair it when it fails": "restores, repairs or maintains old things",
    "somebody who pays for it and never sees it": "has to decide whether to pay for it",
    "somebody who has to teach it to a beginner": "has to explain it to somebody under their care next week",
    "somebody who checks the work of others": "has to check or certify somebody else's work on it",
    "somebody who does not believe the usual account": "distrusts what they were told about it",
    "somebody from another trade": "compares it with how it is done in their own trade",
    "somebody who has to live with the consequences": "is affected by it without having chosen it",
    "somebody who has to put it into a rule": "has to write a rule or an instruction about it",
}
BELIEFS = (
    "is fairly sure that more of it is always better",
    "believes that it is mostly a matter of experience",
    "takes it for granted that it works the same everywhere",
    "thinks that the simplest explanation is usually enough",
    "assumes that the people who set it up knew every reason",
    "reckons that whatever has worked so far will go on working",
)
TEMPERAMENTS = ("sceptical, wants to see the working", "hurried and practical", "dry, understated", "calm and exact")
WRITINGS = ("short clipped sentences", "plain words, concrete nouns", "careful full sentences, almost like a letter")
