"""Positions: what makes somebody ask, and with whose eyes a subject can be looked at."""

from typing import NamedTuple

from colloquist.models.embedded.tables import stanzas


class Position(NamedTuple):
    """A part in life: what it is called after a role, what brings them here, what they want to leave with."""

    tail: str
    situations: tuple[str, ...]
    goal: str


_POSITIONS = """
uses it at work every day without having been taught it
who learnt the job by watching
Nobody at work was ever taught the theory behind it.
The man who showed me the job retired before he came to the why.
an explanation that fits what happens at work every day

has to decide whether to pay for it
with a budget to answer for
There is an offer on my desk, and the answer is due on Thursday.
The committee votes on the money next week.
a clear yes or no, and one good reason for it

has had it go wrong and must explain why
who has to explain a mishap
The report on what went wrong is due on Friday.
It went wrong on my shift, and now everybody wants a reason.
an explanation that will stand up in front of other people

is affected by it without having chosen it
who was never asked
Nobody asked me, but my working day depends on it now.
It was decided over our heads, and we live with it.
an idea of what is being done and why

has to check or certify somebody else's work on it
who signs off other people's work
There is a file on my desk that needs my signature.
My name goes under somebody else's work tomorrow.
two or three points to check before signing

builds or makes something that depends on it
with something half built
Something I have half finished depends on this.
My first attempt did not do what it should.
enough understanding to build the next one properly

has inherited responsibility for it from somebody who left
who took over from somebody
My predecessor left three folders and no explanation.
I took this over in spring and am still reading up.
the reasons behind what was left on the desk

distrusts what they were told about it
with doubts about the official version
What I was told does not add up.
Two people have told me two different things.
a version that can be checked

has to explain it to somebody under their care next week
with somebody to teach
Next week I have to explain this to somebody who trusts me to know.
My apprentice will ask me about this on Monday.
an explanation that survives a second question

compares it with how it is done in their own trade
who compares it with the trade
In my trade we do it differently, or so I thought.
We have something in my trade that looks just like it.
where the comparison holds and where it stops

restores, repairs or maintains old things
who keeps old things going
Keeping old things going is my work, and this keeps coming up.
I take things apart for a living and like to know the reason for every part.
a reason for each part before anything is touched

has to write a rule or an instruction about it
with an instruction to write
There is half a page of instructions to write, and it has to be right.
The old instruction sheet contradicts itself.
wording that nobody can misunderstand

lost an argument about it yesterday
who lost an argument
I lost an argument about this yesterday.
My brother-in-law was sure of himself yesterday, and I had no answer.
the point that settles the argument, either way

wants to do it at a much smaller or larger scale than usual
who works on another scale
Our numbers are about a tenth of what is usual.
Everything we do is far bigger than anybody else round here.
which part of it changes with the size
"""
_VIEWS = """
somebody who has to repair it when it fails | restores, repairs or maintains old things
somebody who pays for it and never sees it | has to decide whether to pay for it
somebody who has to teach it to a beginner | has to explain it to somebody under their care next week
somebody who checks the work of others | has to check or certify somebody else's work on it
somebody who does not believe the usual account | distrusts what they were told about it
somebody from another trade | compares it with how it is done in their own trade
somebody who has to live with the consequences | is affected by it without having chosen it
somebody who has to put it into a rule | has to write a rule or an instruction about it
"""
POSITIONS = {
    stake: Position(tail, tuple(situations), goal) for stake, tail, *situations, goal in stanzas(_POSITIONS)
}
VIEWS = {name: stake for name, _, stake in (line.partition(" | ") for line in _VIEWS.strip().splitlines())}
