"""Manners: how people lead into what they want to know.

Each begins with the words of a persona that call for it; lines that begin with ? lead into a straight
question {q} ({l}: without its capital), with . into a clause {i} that asks, with ! object to a claim {c}.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from colloquist.models.embedded.tables import stanzas


class Manner(NamedTuple):
    """How somebody talks: around a straight question, around a clause that asks, and when they object."""

    straight: tuple[str, ...]
    clause: tuple[str, ...]
    objection: tuple[str, ...]


@lru_cache(maxsize=1024)
def manner(style: str, tone: str) -> Manner:
    """Return the manner that a persona's way of writing calls for, or else its tone, or else the plain one."""
    for described in (style, tone):
        for called_for, found in _MANNERS:
            if called_for.search(described):
                return found
    return _MANNERS[-1][1]


def _read(stanza: list[str]) -> tuple[re.Pattern[str], Manner]:
    words, *lines = stanza
    forms = [tuple(line[2:] for line in lines if line[0] == mark) for mark in "?.!"]
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), Manner(*forms)


_TEXT = r"""
short|clipped|few words|terse|brief
? {q}
? Fine. {q}
? Next point. {q}
? Right. {q}
? Understood. {q}
? Noted. {q}
. Tell me {i}.
. Still open: {i}.
. I need to know {i}.
. Just tell me {i}.
. Say {i}.
! Hard to believe that {c}. Why?
! So {c}? Give me the reason.

letter|formal|exact|careful full|precise|meticulous
? There is a point on which I should like to be exact. {q}
? Thank you, that I can follow. {q}
? I have written that down as you put it. {q}
? Permit me a further question. {q}
? I should not like to get this wrong. {q}
? Before I go on, one matter has to be settled. {q}
. Might I ask you to set out {i}?
. I should be obliged if you could tell me {i}.
. It would help me greatly to know {i}.
. What I have not been able to establish is {i}.
. Would you be so good as to explain {i}?
. I should also like to put on record {i}.
! I confess that I find it difficult to accept that {c}. What is the reason for it?
! I should have expected otherwise, and yet you imply that {c}. Why should that be so?

wander|long sentences|rambl\w*|anecdot\w*
? I was turning that over while you were explaining, and I keep getting stuck at the same place, so let me
  just ask. {q}
? Now, that reminds me of something I have wondered about for years without ever asking anybody. {q}
? Fair enough, and I will probably think of an example on the way home, but first this. {q}
? It is a funny thing how one hears all this in bits and pieces and never the whole of it. {q}
? My wife says I never let a thing go, and she has a point. {q}
? I had it all straight in my mind until about a minute ago, and then it slipped away again. {q}
? You can tell that I have had time to think about this, which is not always a good thing. {q}
? That is the sort of thing they never put on the leaflet, and I do read leaflets. {q}
. And while we are at it, because somebody is bound to ask me, could you tell me {i}?
. I have been going round and round with this, and what I cannot work out for myself is {i}.
. You will have to bear with me, but before we go on I would really like to know {i}.
. There is always one more thing with me, I am afraid, and this time it is {i}.
. If you have another minute, and I do go on a bit, I would be glad to hear {i}.
. Somebody explained half of it to me once on a train, but not {i}.
! I don't want to be difficult, and you may well be right, but I have trouble swallowing that {c}. Why on
  earth would that be?

half-finished|as they speak|thinks? aloud|loose
? Okay, hang on. {q}
? Hm. {q}
? Right, so... no, wait. {q}
? Sure, sure. But {l}
? Ah. And {l}
? Let me see. {q}
. Okay, but I still don't see {i}.
. So, hm, what I don't get is {i}.
. Wait, one step back. I need to know {i}.
. Yes, no, I follow that. Just not {i}.
. Can you say, I mean properly, {i}?
! Hm, no. I can't picture that {c}. Why would that be?
! Really? That {c}? How come?

contradict\w*|states things|sceptical|blunt|distrust\w*|stubborn
? That only goes so far. {q}
? I am not convinced yet. {q}
? I will take your word for that part. {q}
? People tell me a lot of things. {q}
? Let us see whether it holds up. {q}
? So far so good. {q}
. Nobody has ever been able to tell me {i}.
. I would not sign anything before I know {i}.
. You have not told me yet {i}.
. I want to know {i}.
. Then there is still the matter of {i}.
! I don't believe that {c}. Show me why.
! Everybody says that {c}. I want to hear the reason.

examples?|comparisons?|jumps
? Let me try that on a real case in my head. {q}
? I can picture that much. {q}
? I am trying to see it in front of me. {q}
? That looks like something I know. {q}
? {q}
. When I picture it on the spot, what is missing is {i}.
. To see it in front of me I would need to know {i}.
. What I cannot picture yet is {i}.
. If I stood there myself, I would wonder {i}.
! When I try to picture that {c}, I can't. Why would that be?

plain
? {q}
? One thing I still need. {q}
? Good to know. {q}
? Let me ask it straight out. {q}
? That helps me with one half of it. {q}
. Can you tell me {i}?
. What I still need to know is {i}.
. I would like to hear {i}.
. Tell me {i}.
. In plain words, can you say {i}?
. I have not understood yet {i}.
! I find it hard to believe that {c}. Why would that be?
! Out here I would have expected the opposite of that. So {c}, you say. Why?
"""
_MANNERS = [_read(stanza) for stanza in stanzas(_TEXT)]
